using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Documents;

/// <summary>docs/settings.md, with the table of docs/architecture.md, names every setting, and none that there is not.</summary>
public sealed partial class SettingsPageTests
{
    private static readonly Dictionary<string, string> s_sources = DocumentFiles.Sources()
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/tests/", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllText);

    [Fact]
    public void Every_setting_is_in_the_table_of_settings()
    {
        var options = OptionsOfTheProduct().ToList();

        options.Count.ShouldBeGreaterThan(100);
        options.Where(key => !Documented.Contains(key) && !Documented.Any(part => part.StartsWith(key + ":", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_setting_in_the_table_is_read_by_the_code()
    {
        var options = OptionsOfTheProduct().ToHashSet(StringComparer.Ordinal);
        var literals = s_sources.Values.SelectMany(text => Literal().Matches(text)).Select(match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);

        // The parts of a group of settings of the same form are looked for under the name of the group.
        Documented.Where(key => !options.Contains(key) && !literals.Contains(key) && !options.Contains(key[..key.LastIndexOf(':')])).ShouldBeEmpty();
    }

    /// <summary>Keys as they are configured, of both pages that have tables of settings.</summary>
    private static HashSet<string> Documented { get; } =
    [
        .. ((string[])["settings.md", "architecture.md"]).SelectMany(page => File.ReadLines(RepositoryRoot.Combine("docs", page)))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => KeysOf(line.Split('|')[1])),
    ];

    // "`A:B`, `:C`" is A:B and A:C. What is in parentheses are parts of the keys before, and a name in braces is any name.
    private static IEnumerable<string> KeysOf(string cell)
    {
        var section = "";
        foreach (var key in Key().Matches(cell.Split('(')[0]).Select(match => match.Groups["key"].Value).Where(key => key.Contains(':', StringComparison.Ordinal)))
        {
            section = key.StartsWith(':') ? section : key[..key.LastIndexOf(':')];
            if (!section.Contains('{', StringComparison.Ordinal))
            {
                yield return key.StartsWith(':') ? section + key : key;
            }
        }
    }

    private static IEnumerable<string> OptionsOfTheProduct() =>
        from source in s_sources
        where !source.Key.Contains("/Client/", StringComparison.Ordinal)
        from binding in Binding().Matches(source.Value)
        let type = binding.Groups["type"].Value
        let text = s_sources.Single(candidate => Path.GetFileName(candidate.Key) == type + ".cs").Value
        let section = binding.Groups["section"] is { Success: true } named ? named.Value : Section().Match(text).Groups["section"].Value
        from property in Property().Matches(Body(text, type))
        select $"{section}:{property.Groups["name"].Value}";

    private static string Body(string text, string type)
    {
        var start = text.IndexOf($"class {type}", StringComparison.Ordinal);
        var end = text.IndexOf("\n}", start, StringComparison.Ordinal);
        return text[start..end];
    }

    [GeneratedRegex(@"AddOptions<(?<type>\w+)>\(\)\s*\.(BindConfiguration|Bind)\((configuration\.GetSection\()?(""(?<section>\w+)""|\w+\.Section)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Binding();

    [GeneratedRegex(@"const string Section = ""(?<section>\w+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Section();

    [GeneratedRegex(@"^    public (?!const|static|Func)[\w<>?\[\]]+ (?<name>\w+) \{ get; ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Property();

    [GeneratedRegex(@"""(?<key>\w+(:\w+)+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"`(?<key>:?[A-Z]\w*(:[\w{}]+)*)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
