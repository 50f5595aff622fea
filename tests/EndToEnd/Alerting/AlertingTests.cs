using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Chaos;
using Platform.EndToEnd.Hosting;
using Platform.EndToEnd.Monitoring;
using Platform.Load;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Platform.EndToEnd.Alerting;

/// <summary>Something goes wrong on the running platform; a webhook is told, and told again when it is over.</summary>
[Collection(MonitoredCollection.Name)]
public sealed partial class AlertingTests(MonitoredFixture platform, ITestOutputHelper output)
{
    private static readonly TimeSpan s_untilNotified = MonitoredFixture.HasShippedTimes ? TimeSpan.FromMinutes(15) : TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Everything_is_watched_and_every_rule_and_runbook_can_be_evaluated()
    {
        await Eventually.PassesAsync(
            async () =>
            {
                var targets = (await platform.AskAsync("targets")).GetProperty("activeTargets").EnumerateArray().ToList();
                targets.Where(target => target.GetProperty("health").GetString() != "up").Select(target => $"{target.GetProperty("scrapeUrl")}: {target.GetProperty("lastError")}").ShouldBeEmpty();
                targets.Select(target => target.GetProperty("labels").GetProperty("job").GetString()).Distinct().Count().ShouldBe(13);
                targets.Count(target => target.GetProperty("labels").GetProperty("job").GetString() == "worker").ShouldBe(2, "every replica");
            },
            TimeSpan.FromSeconds(90));
        await Eventually.PassesAsync(
            async () => (await platform.AskAsync("rules")).GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())
                .Where(rule => rule.GetProperty("health").GetString() != "ok").Select(rule => $"{rule.GetProperty("name")}: {rule.GetProperty("health")}").ShouldBeEmpty(),
            TimeSpan.FromSeconds(60));

        (await platform.AskAsync("labels")).EnumerateArray().Select(label => label.GetString()!).Where(label => label.StartsWith("exported_", StringComparison.Ordinal)).ShouldBeEmpty();

        // What the exporters are expected to tell, they tell. Certificates are seen over https only; the platform is reached by http here. The
        // figures of maintenance are there as soon as something of it has run.
        var expected = (await File.ReadAllLinesAsync(RepositoryRoot.Combine("deploy", "grafana", "exporters.txt")))
            .Where(name => name.Length > 0 && name[0] != '#' && !name.StartsWith("maintenance_", StringComparison.Ordinal)).Except(["probe_ssl_earliest_cert_expiry", "slo:error_budget_remaining:ratio"]).ToArray();
        HashSet<string> names = [];
        await Eventually.PassesAsync(
            async () =>
            {
                names = (await platform.AskAsync("label/__name__/values")).EnumerateArray().Select(name => name.GetString()!).ToHashSet();
                expected.Except(names).ShouldBeEmpty();
            },
            TimeSpan.FromSeconds(60));

        var queries = Directory.GetFiles(RepositoryRoot.Combine("deploy", "runbooks"), "*.md").SelectMany(file => RunbookQuery().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value.Trim()).Distinct().ToList();
        queries.Count.ShouldBeGreaterThan(100);
        foreach (var query in queries)
        {
            await platform.QueryAsync(query);
        }

        output.WriteLine($"{names.Count} names of metrics, {queries.Count} queries of runbooks");
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Load_is_answered_as_expected_and_counted()
    {
        using var said = new StringWriter();
        var code = await LoadRun.RunAsync(new LoadOptions(platform.Api, 25, 6, null), said, TimeProvider.System, CancellationToken.None);
        output.WriteLine(said.ToString());
        code.ShouldBe(0, said.ToString());
        said.ToString().ShouldContain("a wrong password");
        foreach (var seen in (string[])["http_errors_total{error_type=\"validation\"} > 0", "http_errors_total{error_type=\"auth\"} > 0", "http_errors_total{error_type=\"not_found\"} > 0", "jobs_failed_total > 0"])
        {
            await Eventually.BecomesTrueAsync(async () => (await platform.QueryAsync(seen)).Count > 0, s_untilNotified, seen);
        }
    }

    [Fact]
    public async Task A_stopped_worker_fires_its_alerts()
    {
        await FaultAsync(
            "workers stopped", _ => WorkersAsync(KnownResourceCommands.StopCommand), _ => WorkersAsync(KnownResourceCommands.StartCommand), ["ServiceDown/worker"], told =>
            {
                told.Labels["severity"].ShouldBe("critical");
                told.Labels.Keys.ShouldNotContain("page");
                told.Annotations["summary"].ShouldMatch(@"worker \(worker-[12]\) does not answer");
                told.Annotations["runbook_url"].ShouldMatch("^http://localhost:[0-9]+/operations/runbooks/servicedown$");
            });
    }

    [SwitchedFact("ALERTS_ALL", "alerts")]
    public async Task A_stopped_database_fires_its_alerts()
    {
        await FaultAsync("PostgreSQL stopped", faults => faults.StopAsync("postgres"), faults => faults.StartAsync("postgres"), ["PostgresDown/postgres"], told => told.Labels["dependency"].ShouldBe("postgres"));
    }

    [SwitchedFact("ALERTS_ALL", "alerts")]
    public async Task An_open_circuit_breaker_fires_its_alerts()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        using var calls = new CancellationTokenSource();
        var calling = CallAsync(user, calls.Token);
        await FaultAsync("job-manager stopped", faults => faults.StopAsync("job-manager"), faults => faults.StartAsync("job-manager"), ["CircuitBreakerOpen/api-gateway", "ServiceDown/job-manager"], told => told.Labels["severity"].ShouldBeOneOf("warning", "critical"));
        await calls.CancelAsync();
        await calling;
    }

    [SwitchedFact("ALERTS_ALL", "alerts")]
    public async Task A_growing_queue_fires_its_alerts()
    {
        using var user = await ApiUser.CreateAsync(platform.Api);
        await FaultAsync(
            "workers stopped, 1,500 jobs sent",
            async _ =>
            {
                await WorkersAsync(KnownResourceCommands.StopCommand);
                var job = new CreateJobRequest(JobKinds.Captions, JsonSerializer.SerializeToElement(new CaptionsInput("http://media.invalid/a.wav"), ApiUser.Json));
                foreach (var batch in Enumerable.Repeat(job, 1500).Chunk(500))
                {
                    (await user.Http.PostAsJsonAsync("/api/v1/jobs/batch", new CreateJobsRequest(batch), ApiUser.Json)).EnsureSuccessStatusCode();
                }
            },
            async _ =>
            {
                (await user.Http.PostAsJsonAsync("/api/v1/jobs/bulk", new BulkRequest(JobAction.Cancel, All: true), ApiUser.Json)).EnsureSuccessStatusCode();
                await WorkersAsync(KnownResourceCommands.StartCommand);
            },
            ["QueueBacklog/worker", "QueueNoConsumers/worker"],
            told => told.Labels["queue"].ShouldStartWith("jobs.long."));
    }

    private static async Task CallAsync(ApiUser user, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await tick.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    using var answer = await user.Http.GetAsync("/api/v1/jobs", cancellationToken);
                }
                catch (HttpRequestException)
                {
                    // That is what this is about.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough calls.
        }
    }

    private async Task WorkersAsync(string command)
    {
        foreach (var worker in TestPlatform.Workers)
        {
            await new Faults(platform.App).CommandAsync(worker, command);
        }
    }

    private async Task FaultAsync(string what, Func<Faults, Task> begin, Func<Faults, Task> end, string[] alerts, Action<Notification> check)
    {
        var faults = new Faults(platform.App);
        var begun = Stopwatch.GetTimestamp();
        await begin(faults);
        foreach (var alert in alerts)
        {
            var told = await platform.Receiver.WaitAsync(alert.Split('/')[0], "firing", alert.Split('/')[1], begun, s_untilNotified);
            check(told);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {alert} told after {Stopwatch.GetElapsedTime(begun, told.At).TotalSeconds:0.0} s"));
        }

        var ended = Stopwatch.GetTimestamp();
        await end(faults);
        foreach (var alert in alerts)
        {
            var over = await platform.Receiver.WaitAsync(alert.Split('/')[0], "resolved", alert.Split('/')[1], ended, s_untilNotified);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {alert} over after {Stopwatch.GetElapsedTime(ended, over.At).TotalSeconds:0.0} s"));
        }

        foreach (var service in (string[])["job-manager", "broker", "api-gateway", .. TestPlatform.Workers])
        {
            await platform.App.ResourceNotifications.WaitForResourceHealthyAsync(service).WaitAsync(s_untilNotified);
        }

        await faults.RecoveredAsync();
    }

    [GeneratedRegex("```promql\n(?<1>.+?)\n *```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunbookQuery();
}
