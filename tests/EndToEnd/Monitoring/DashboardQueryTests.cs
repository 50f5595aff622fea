using System.Globalization;
using System.Text;
using Platform.EndToEnd.Frontend;
using Platform.EndToEnd.Hosting;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Monitoring;

[Collection(MonitoredCollection.Name)]
public sealed class DashboardQueryTests(MonitoredFixture platform, Browser browser, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_query_of_every_dashboard_returns_data()
    {
        var allowed = await ReadAllowedAsync();
        var runs = await RunAllAsync();
        output.WriteLine(Matrix(runs, allowed));

        runs.Count.ShouldBeGreaterThan(300);
        runs.Where(run => run.Outcome == QueryOutcome.Fault).Select(run => $"{run.Name}: {run.Detail}").ShouldBeEmpty();
        runs.Where(run => run.Outcome == QueryOutcome.Empty && Reason(run, allowed) is null).Select(run => $"{run.Name}: {run.Detail}").ShouldBeEmpty();
        allowed.Keys.Except(runs.SelectMany(run => (string[])[run.Name, run.Anywhere, run.Throughout])).ShouldBeEmpty("allowed to be empty, but not there at all");
    }

    [Fact]
    public async Task Every_target_is_still_scraped_after_the_other_tests()
    {
        await platform.HadTrafficAsync(browser);

        // A scrape may take too long now and then; one that is refused is refused each time.
        await Eventually.PassesAsync(async () =>
        {
            var targets = (await platform.AskAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray().ToArray();
            targets.Length.ShouldBeGreaterThan(10);
            targets.Select(target => target.GetProperty("lastError").GetString()).ShouldAllBe(error => error == "");
        });
    }

    [Theory]
    [InlineData("http_requests_total")]
    [InlineData("jobs_completed_total")]
    [InlineData("redis_memory_used_bytes")]
    public async Task A_renamed_metric_is_reported_as_an_empty_panel(string metric)
    {
        var allowed = await ReadAllowedAsync();
        var runs = await RunAllAsync(expression => expression.Replace(metric, metric.Replace("_", "_renamed_", StringComparison.Ordinal), StringComparison.Ordinal));
        runs.ShouldContain(run => run.Outcome == QueryOutcome.Empty && Reason(run, allowed) == null);
    }

    private async Task<List<QueryRun>> RunAllAsync(Func<string, string>? change = null)
    {
        var since = await platform.HadTrafficAsync(browser);
        using var prometheus = await platform.App.CreateMonitoringClientAsync("prometheus");
        return await new DashboardQueries(prometheus, since, TimeProvider.System.GetUtcNow(), change).RunAllAsync();
    }

    private static async Task<Dictionary<string, string>> ReadAllowedAsync() =>
        (await File.ReadAllLinesAsync(RepositoryRoot.Combine("tests", "EndToEnd", "Monitoring", "may-be-empty.txt")))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" : ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static string? Reason(QueryRun run, Dictionary<string, string> allowed) => allowed.GetValueOrDefault(run.Name) ?? allowed.GetValueOrDefault(run.Anywhere) ?? allowed.GetValueOrDefault(run.Throughout);

    private static string Matrix(List<QueryRun> runs, Dictionary<string, string> allowed)
    {
        var text = new StringBuilder("Dashboard                  queries  values  empty, allowed  empty  faults\n");
        foreach (var dashboard in runs.GroupBy(run => run.Dashboard).Select(group => (Name: group.Key, Runs: group.ToArray())).Append((Name: "all", Runs: runs.ToArray())))
        {
            var empty = dashboard.Runs.Where(run => run.Outcome == QueryOutcome.Empty).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"{dashboard.Name,-26} {dashboard.Runs.Length,7} {dashboard.Runs.Count(run => run.Outcome == QueryOutcome.Values),7} {empty.Count(run => Reason(run, allowed) is not null),15} {empty.Count(run => Reason(run, allowed) is null),6} {dashboard.Runs.Count(run => run.Outcome == QueryOutcome.Fault),7}\n");
        }

        foreach (var run in runs.Where(run => run.Outcome != QueryOutcome.Values))
        {
            text.Append(CultureInfo.InvariantCulture, $"{run.Outcome}: {run.Name}{(Reason(run, allowed) is { } reason ? $" ({reason})" : "")}\n");
        }

        return text.ToString();
    }
}
