using System.Text.RegularExpressions;
using Platform.Frontend.Finishing;
using Platform.Frontend.Wording;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

/// <summary>The studio has a text for each name that it asks for, and no text that it does not.</summary>
public sealed partial class StudioTextsTests
{
    // The beginnings of names, with the type in the studio's sources whose values are their ends.
    private static readonly (string Prefix, string File, string Type)[] s_families =
    [
        ("action_", "session/keys.ts", "ActionName"), ("group_", "session/keys.ts", "ActionGroup"), ("fault_", "checks/faults.ts", "FaultKind"), ("preset_", "checks/presets.ts", "PresetName"),
        ("refused_", "model/outcome.ts", "Refusal"), ("state_", "saving/autosave.ts", "SaveState"), ("find_", "finding/boundedSearch.ts", "SearchResult"),
    ];

    public static TheoryData<string> Languages => [.. PageLanguage.All.Select(language => language.Tag)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_name_that_the_studio_uses_has_a_text_and_no_text_is_left_over(string tag)
    {
        var texts = StudioTexts.In(PageLanguage.Find(tag)!);
        texts.Values.ShouldAllBe(text => text.Length > 0);
        var used = Used();
        used.Count.ShouldBeGreaterThan(120);
        texts.Keys.Order(StringComparer.Ordinal).ShouldBe(used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Texts_are_in_the_language_that_is_asked_for()
    {
        StudioTexts.In(PageLanguage.English)["action_undo"].ShouldBe("Undo");
        StudioTexts.In(PageLanguage.Portuguese)["action_undo"].ShouldBe("Desfazer");
    }

    private static HashSet<string> Used()
    {
        var sources = Directory.EnumerateFiles(Source(""), "*.ts", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            used.UnionWith(Named().Matches(source).Select(match => match.Groups["name"].Value));

            // Forms are made of titles and of fields.
            used.UnionWith(Title().Matches(source).Select(match => match.Groups["name"].Value));
            used.UnionWith(Field().Matches(source).Select(match => match.Groups["name"].Value));
            used.UnionWith(Side().Matches(source).Select(match => match.Groups["name"].Value));
        }

        foreach (var (prefix, file, type) in s_families)
        {
            var declared = Regex.Match(File.ReadAllText(Source(file)), $@"export type {type} =(?<values>[^;]*);", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups["values"].Value;
            var values = Value().Matches(Comment().Replace(declared, "")).Select(match => prefix + match.Groups["name"].Value).ToList();
            values.Count.ShouldBeGreaterThan(1, type);
            used.UnionWith(values);
        }

        return used;
    }

    private static string Source(string file) => RepositoryRoot.Combine("Frontend", "Studio", "src", file);

    [GeneratedRegex(@"words\('(?<name>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\bask\([\w.#]+, [\w.#]+, '(?<name>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Title();

    [GeneratedRegex(@"\{ name: '(?<name>\w+)', type:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();

    [GeneratedRegex(@"#side\('(?<name>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Side();

    [GeneratedRegex(@"'(?<name>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();

    [GeneratedRegex(@"//[^\n]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();
}
