using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>Whether the cases find out that a rule became worse.</summary>
public sealed class ChangedRuleTests
{
    [Theory]
    [InlineData("http", "http_requests_total", "http_request_count_total")]
    [InlineData("http", "> 0.01", "> 0.03")]
    [InlineData("dependencies", ">= 1", "== 1")]
    [InlineData("queues", "max by (queue)", "sum by (queue)")]
    [InlineData("jobs", ",side!=\"caller\"", "")]
    [InlineData("slo", ",side!=\"caller\"", "")]
    [InlineData("slo", "offset 10m > 0", "offset 10m >= 0")]
    [InlineData("slo", "increase15m{team=\"platform\"} >= 2.5", "increase15m{team=\"platform\"} >= 5")]
    [InlineData("slo-slow", "and on (slo, service) slo:events_bad:increase30d{team=\"platform\"} >= 5", "")]
    [InlineData("availability", "scrape_samples_scraped", "scrape_samples_none")]
    [InlineData("availability", "unless on (job) (up", "or on (job) (up")]
    [InlineData("node", "unless node_filesystem_readonly", "unless node_filesystem_writable")]
    [InlineData("monitoring", "or absent(up{job=\"node\"})", "")]
    public async Task A_change_for_the_worse_is_found_out(string topic, string from, string to)
    {
        using var folder = new TemporaryFolder();
        var rules = Directory.CreateDirectory(Path.Combine(folder.Path, "rules"));
        foreach (var file in RuleFiles.All)
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(Path.Combine(rules.FullName, Path.GetFileName(file)), text.Replace(from, to, StringComparison.Ordinal));
        }

        var cases = await File.ReadAllTextAsync(Path.Combine(RuleFiles.Tests, "Cases", topic + ".yml"));
        await File.WriteAllTextAsync(folder.File("cases.yml"), cases.Replace("../../../../deploy/prometheus/rules", "rules", StringComparison.Ordinal));
        (await Tool.RunAsync("promtool", folder.Path, ["test", "rules", "cases.yml"])).Code.ShouldBe(1);
    }
}
