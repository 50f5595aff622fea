using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Texts;

/// <summary>Each language says all that the others say, with the same gaps.</summary>
public sealed partial class ResourceTests
{
    // The same in English and Portuguese: names, units, and words that Portuguese has taken over.
    private static readonly HashSet<string> s_alike = new(StringComparer.Ordinal)
    {
        "Dashboard", "Dashboards", "Player", "PriorityNormal", "ProductName", "Runbook", "Trace", "Webhook",
    };

    public static TheoryData<string> Translations => [.. PageLanguage.All.Select(language => language.Tag).Where(tag => tag != PageLanguage.English.Tag)];

    [Theory]
    [MemberData(nameof(Translations))]
    public void Each_text_is_there_in_each_language_with_the_same_gaps(string tag)
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
    public void What_is_not_translated_is_meant_to_be_alike(string tag)
    {
        var translated = Texts(PageLanguage.Find(tag)!.Texts);
        Texts(CultureInfo.InvariantCulture).Where(text => translated[text.Key] == text.Value && Letters().IsMatch(text.Value)).Select(text => text.Key)
            .Except(s_alike).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("en", 0, "0 jobs", "0 captions changed")]
    [InlineData("en", 1, "1 job", "1 caption changed")]
    [InlineData("en", 2, "2 jobs", "2 captions changed")]
    [InlineData("en", 12_000, "12,000 jobs", "12,000 captions changed")]
    [InlineData("pt-BR", 0, "0 tarefa", "0 legenda alterada")]
    [InlineData("pt-BR", 1, "1 tarefa", "1 legenda alterada")]
    [InlineData("pt-BR", 2, "2 tarefas", "2 legendas alteradas")]
    [InlineData("pt-BR", 12_000, "12.000 tarefas", "12.000 legendas alteradas")]
    public void Numbers_are_counted_as_the_language_does(string tag, int number, string jobs, string edits)
    {
        using var speaking = new InLanguage(tag);
        Phrase.Count(number, Words.OneJob, Words.ManyJobs).ShouldBe(jobs);
        Phrase.Count(number, Words.OneEdit, Words.ManyEdits).ShouldBe(edits);
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
