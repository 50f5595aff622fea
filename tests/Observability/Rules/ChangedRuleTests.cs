using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Observability.Rules;

/// <summary>Whether the cases find out that a rule became worse: those that are about what was changed, by a part of their names.</summary>
public sealed class ChangedRuleTests
{
    [Theory]
    [InlineData("http", "http_requests_total", "http_request_count_total", "2 % of 600 requests a minute")]
    [InlineData("http", "> 0.01", "> 0.03", "2 % of 600 requests a minute")]
    [InlineData("dependencies", ">= 1", "== 1", "back and forth")]
    [InlineData("queues", "max by (queue)", "sum by (queue)", "reported twice")]
    [InlineData("jobs", ",side!=\"caller\"", "", "a caller sends nothing but")]
    [InlineData("availability", "scrape_samples_scraped", "scrape_samples_none", "exposes 5,610 series")]
    [InlineData("availability", "unless on (job) (up", "or on (job) (up", "ServiceDown: one of two replicas")]
    [InlineData("node", "unless node_filesystem_readonly", "unless node_filesystem_writable", "an image that can only be read is full")]
    public Task A_weakened_rule_is_detected(string topic, string from, string to, string cases) => ShouldBeFoundOutAsync(topic, from, to, cases);

    [Theory]
    [Trait("Length", "long")]
    [InlineData("slo", ",side!=\"caller\"", "", "callers")]
    [InlineData("slo", "offset 10m > 0", "offset 10m >= 0", "somebody tries four times")]
    [InlineData("slo", "increase15m{team=\"platform\"} >= 2.5", "increase15m{team=\"platform\"} >= 5", "every job of a quarter")]
    [InlineData("slo-slow", "and on (slo, service) slo:events_bad:increase30d{team=\"platform\"} >= 5", "", "one failure among 200")]
    [InlineData("monitoring", "or absent(up{job=\"node\"})", "", "")]
    public Task A_weakened_rule_with_long_series_is_detected(string topic, string from, string to, string cases) => ShouldBeFoundOutAsync(topic, from, to, cases);

    private static async Task ShouldBeFoundOutAsync(string topic, string from, string to, string cases)
    {
        using var folder = new TemporaryFolder();
        var rules = Directory.CreateDirectory(Path.Combine(folder.Path, "rules"));
        foreach (var path in RuleFiles.All)
        {
            var text = await File.ReadAllTextAsync(path);
            await File.WriteAllTextAsync(Path.Combine(rules.FullName, Path.GetFileName(path)), text.Replace(from, to, StringComparison.Ordinal));
        }

        var file = CaseFile.Read(topic + ".yml");
        file.Keep(cases);
        file.Tests.ShouldNotBeEmpty();
        file.Save(folder.File("cases.yml"), rules.FullName);
        var (code, output) = await Tool.RunAsync("promtool", folder.Path, ["test", "rules", "cases.yml"]);
        code.ShouldBe(1, output);
    }
}
