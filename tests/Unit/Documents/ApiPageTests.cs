using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Documents;

/// <summary>docs/api.md names every code of a problem that the API answers with, every rule of fields, and limits as they are.</summary>
public sealed partial class ApiPageTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryRoot.Combine("docs", "api.md"));

    private static readonly Dictionary<string, string> s_sources = DocumentFiles.Sources()
        .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/tests/", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllText);

    [Fact]
    public void Every_code_of_a_problem_is_in_the_table_of_errors()
    {
        var errors = SectionOf(s_page, "Errors");
        string[] projects = ["/ApiGateway/", "/JobManager/", "/Broker/", "/ServiceDefaults/"];
        var codes = s_sources.Where(source => projects.Any(project => source.Key.Contains(project, StringComparison.Ordinal)))
            .SelectMany(source => Code().Matches(source.Value)).Select(match => match.Groups["code"].Value).Distinct().ToList();

        codes.Count.ShouldBeGreaterThan(25);
        codes.Where(code => !errors.Contains($"`{code}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_rule_of_fields_is_in_the_table_of_rules_and_no_other()
    {
        var rules = typeof(FieldRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        var rows = SectionOf(s_page, "Rules of fields").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        rows.SelectMany(row => Rule().Matches(row.Split('|')[1]).Select(match => match.Groups["rule"].Value)).ShouldBe(rules, ignoreOrder: true);
    }

    [Fact]
    public void The_limits_of_queues_and_cues_are_those_of_the_contracts()
    {
        string[] rows =
        [
            Row("visibility_timeout_seconds", QueueLimits.MinVisibilityTimeoutSeconds, QueueLimits.MaxVisibilityTimeoutSeconds, QueueLimits.DefaultVisibilityTimeoutSeconds),
            Row("max_deliveries", QueueLimits.MinDeliveries, QueueLimits.MaxDeliveries, QueueLimits.DefaultDeliveries),
            Row("delay_seconds", 0, QueueLimits.MaxDelaySeconds, 0),
            string.Create(CultureInfo.InvariantCulture, $"| `ttl_seconds` | 0 (no end) to {QueueLimits.MaxTtlSeconds:N0} | 0 |"),
            Row("deduplication_seconds", QueueLimits.MinDeduplicationSeconds, QueueLimits.MaxDeduplicationSeconds, QueueLimits.DefaultDeduplicationSeconds),
            Row("max_message_bytes", QueueLimits.MinMessageBytes, QueueLimits.MaxMessageBytes, QueueLimits.DefaultMessageBytes),
            Row("max_messages", QueueLimits.MinMessages, QueueLimits.MaxMessages, QueueLimits.DefaultMessages),
        ];
        rows.Where(row => !s_page.Contains(row, StringComparison.Ordinal)).ShouldBeEmpty();
        s_page.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"two lines of {CaptionStyle.DefaultLineLength} characters"));
        var lines = Span(CaptionStyle.MinLines, CaptionStyle.MaxLines);
        var lengths = Span(CaptionStyle.MinLineLength, CaptionStyle.MaxLineLength);
        var speeds = Span(CaptionStyle.MinCharactersPerSecond, CaptionStyle.MaxCharactersPerSecond);
        s_page.ShouldContain($"\"lines\": {lines}, \"line_length\": {lengths}, \"characters_per_second\": {speeds}");

        // Doc comments become descriptions of the API; they cannot contain constants.
        var requests = s_sources.Single(source => source.Key.EndsWith("Contracts/PublicApi/Queues.cs", StringComparison.Ordinal)).Value;
        requests.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{QueueLimits.MinMessageBytes} to {QueueLimits.MaxMessageBytes:N0} ({QueueLimits.DefaultMessageBytes:N0})"));
        var style = s_sources.Single(source => source.Key.EndsWith("Contracts/PublicApi/CaptionStyle.cs", StringComparison.Ordinal)).Value;
        style.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"in a line, {CaptionStyle.MinLineLength} to {CaptionStyle.MaxLineLength};"));

        static string Row(string name, long min, long max, long usual) => string.Create(CultureInfo.InvariantCulture, $"| `{name}` | {min} to {max:N0} | {usual:N0} |");

        static string Span(int min, int max) => string.Create(CultureInfo.InvariantCulture, $"{min}–{max}");
    }

    private static string SectionOf(string page, string title)
    {
        var start = page.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, title);
        var end = page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return end < 0 ? page[start..] : page[start..end];
    }

    [GeneratedRegex(@"(Status\d{3}\w+|ChecksumMismatch)( => new\(status)?,\s*""(?<code>[a-z]+(_[a-z]+)*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("`(?<rule>[a-z_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();
}
