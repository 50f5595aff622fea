using System.Globalization;
using System.Text;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Monitoring;

[Collection(MonitoredCollection.Name)]
public sealed class DashboardQueryTests(MonitoredPlatform platform, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_query_of_every_dashboard_has_an_answer()
    {
        using var prometheus = new HttpClient { BaseAddress = platform.Prometheus, Timeout = TimeSpan.FromSeconds(100) };
        var runs = await new DashboardQueries(prometheus, platform.Since, DateTimeOffset.UtcNow).RunAllAsync();
        var allowed = await ReadAllowedAsync();
        output.WriteLine(Matrix(runs, allowed));

        runs.Count.ShouldBeGreaterThan(250);
        runs.Where(run => run.Outcome == QueryOutcome.Fault).Select(run => $"{run.Name}: {run.Detail}").ShouldBeEmpty();
        runs.Where(run => run.Outcome == QueryOutcome.Empty && !allowed.ContainsKey(run.Name)).Select(run => $"{run.Name}: {run.Detail}").ShouldBeEmpty();
        allowed.Keys.Except(runs.Select(run => run.Name)).ShouldBeEmpty("allowed to be empty, but not there at all");
    }

    private static async Task<Dictionary<string, string>> ReadAllowedAsync() =>
        (await File.ReadAllLinesAsync(RepositoryRoot.Combine("tests", "EndToEnd", "Monitoring", "may-be-empty.txt")))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" : ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static string Matrix(List<QueryRun> runs, Dictionary<string, string> allowed)
    {
        var text = new StringBuilder("Dashboard                  queries  values  empty, allowed  empty  faults\n");
        foreach (var dashboard in runs.GroupBy(run => run.Dashboard))
        {
            var empty = dashboard.Where(run => run.Outcome == QueryOutcome.Empty).ToArray();
            text.Append(CultureInfo.InvariantCulture, $"{dashboard.Key,-26} {dashboard.Count(),7} {dashboard.Count(run => run.Outcome == QueryOutcome.Values),7} {empty.Count(run => allowed.ContainsKey(run.Name)),15} {empty.Count(run => !allowed.ContainsKey(run.Name)),6} {dashboard.Count(run => run.Outcome == QueryOutcome.Fault),7}\n");
        }

        foreach (var run in runs.Where(run => run.Outcome != QueryOutcome.Values))
        {
            text.Append(CultureInfo.InvariantCulture, $"{run.Outcome}: {run.Name}{(allowed.TryGetValue(run.Name, out var reason) ? $" ({reason})" : "")}\n");
        }

        return text.ToString();
    }
}

/// <summary>Tests that share one platform with everything that watches it.</summary>
[CollectionDefinition(Name)]
public sealed class MonitoredCollection : ICollectionFixture<MonitoredPlatform>
{
    public const string Name = "monitored platform";
}
