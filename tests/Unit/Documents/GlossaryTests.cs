using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Documents;

/// <summary>docs/glossary.md can be looked up in, and speaks of the code as it is.</summary>
public sealed partial class GlossaryTests
{
    private static readonly List<(string Word, string Meaning, string Code)> s_rows =
    [
        .. File.ReadLines(RepositoryRoot.Combine("docs", "glossary.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (cells[1], cells[2], cells[3])),
    ];

    [Fact]
    public void Words_are_unique_and_sorted()
    {
        s_rows.Count.ShouldBeGreaterThan(50);
        s_rows.Select(row => row.Word).ShouldBe(s_rows.Select(row => row.Word).Distinct().Order(StringComparer.Ordinal));
        s_rows.ShouldAllBe(row => row.Meaning.EndsWith('.') && row.Meaning.Length <= 180);
    }

    [Fact]
    public void Code_names_in_the_glossary_exist()
    {
        var named = s_rows.Select(row => row.Code.Trim('`')).Where(code => code != "–").ToHashSet(StringComparer.Ordinal);
        named.Count.ShouldBeGreaterThan(50);
        foreach (var file in DocumentFiles.Sources().Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/tests/", StringComparison.Ordinal)))
        {
            named.ExceptWith(Identifier().Matches(File.ReadAllText(file)).Select(match => match.Value));
        }

        named.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\b[A-Z]\w+\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();
}
