using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Rules;

/// <summary>The data of the cases is fine enough for what is asked of it.</summary>
public sealed partial class CaseDataTests
{
    public static TheoryData<string> CaseFiles => [.. CaseFile.Names];

    [Theory]
    [MemberData(nameof(CaseFiles))]
    public void Samples_are_at_most_half_the_shortest_range_apart(string name)
    {
        // Since Prometheus 3 a range leaves its beginning out: one as long as the interval has a single sample, and no rate.
        var cases = CaseFile.Read(name);
        var shortest = Shortest(cases.Rules);
        TooSparse(cases.Tests, shortest).ShouldBeEmpty();

        TooSparse(cases.Tests, TimeSpan.FromTicks(1)).ShouldNotBeEmpty("the check bites");
    }

    private static IEnumerable<string> TooSparse(IEnumerable<YamlMappingNode> tests, TimeSpan shortest) =>
        tests.Where(test => TimeOf(CaseFile.Text(test, "interval")) > shortest / 2).Select(test => CaseFile.Text(test, "name"));

    private static TimeSpan Shortest(IReadOnlyList<string> rules)
    {
        var ranges = RuleFiles.All.Where(rules.Contains).SelectMany(file => Range().Matches(File.ReadAllText(file))).Select(match => TimeOf(match.Groups["range"].Value)).ToList();
        return ranges.Count == 0 ? TimeSpan.MaxValue : ranges.Min();
    }

    private static TimeSpan TimeOf(string text) => int.Parse(text[..^1], System.Globalization.CultureInfo.InvariantCulture) * (text[^1] switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    });

    // Of subqueries the first: how far back they look.
    [GeneratedRegex(@"\[(?<range>\d+[smhd])[\]:]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();
}
