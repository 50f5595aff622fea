using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Wording;

/// <summary>Each language says all that the others say, with the same gaps.</summary>
public sealed partial class WordsTests
{
    // The same in English and Portuguese: names, units, and words that Portuguese has taken over.
    private static readonly HashSet<string> s_alike = new(StringComparer.Ordinal)
    {
        "Dashboard", "Dashboards", "Player", "PriorityNormal", "ProductName", "Runbook", "Trace", "Webhook",
    };

    public static TheoryData<string> Translations => [.. PageLanguage.All.Select(language => language.Tag).Where(tag => tag != PageLanguage.English.Tag)];

    [Theory]
    [MemberData(nameof(Translations))]
    public void Each_text_exists_in_each_language_with_the_same_placeholders(string tag)
    {
        var english = Texts(CultureInfo.InvariantCulture);
        var translated = Texts(PageLanguage.Find(tag)!.Texts);
        translated.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, text) in english)
        {
            translated[name].ShouldNotBeNullOrWhiteSpace(name);
            Gaps(translated[name]).ShouldBe(Gaps(text), name);
            (EndOf(translated[name]) == EndOf(text)).ShouldBeTrue($"{name}: {translated[name]}");
            HasSpaceAround(translated[name]).ShouldBeFalse(name);
        }
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void Untranslated_texts_are_declared(string tag)
    {
        var translated = Texts(PageLanguage.Find(tag)!.Texts);
        Texts(CultureInfo.InvariantCulture).Where(text => translated[text.Key] == text.Value && Letters().IsMatch(text.Value)).Select(text => text.Key)
            .Except(s_alike).ShouldBeEmpty();
    }

    [Fact]
    public void Placeholders_are_numbered_from_zero()
    {
        foreach (var (name, text) in Texts(CultureInfo.InvariantCulture))
        {
            var gaps = Gap().Matches(text).Select(match => int.Parse(match.Value[1..^1], CultureInfo.InvariantCulture)).Distinct().Order().ToArray();
            gaps.ShouldBe(Enumerable.Range(0, gaps.Length), name);
        }
    }

    // Of the language itself only: what it lacks would come from English otherwise.
    private static Dictionary<string, string> Texts(CultureInfo culture) =>
        Words.ResourceManager.GetResourceSet(culture, createIfNotExists: true, tryParents: false).ShouldNotBeNull(culture.Name)
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static string[] Gaps(string text) => [.. Gap().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];

    // A sentence stays a sentence, a label a label, a question a question.
    private static char EndOf(string text) => text[^1] is '.' or '?' or ':' or '…' or '!' ? text[^1] : ' ';

    private static bool HasSpaceAround(string text) => text.Trim() != text;

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\p{Ll}{2}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Letters();
}
