using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.Integration.Worker;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Resilience;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Servers;
using Polly.Timeout;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.Faults;

public sealed class FaultTests
{
    [Fact]
    public async Task Without_a_switch_no_fault_is_injected()
    {
        await using var app = await StartAsync([]);
        (await HeaderAsync(app)).ShouldBeNull();
        (await TimeAsync(app, "storage")).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_slow_dependency_is_delayed_within_its_timeout_and_others_are_not()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Faults:SlowDependency"] = "1",
            ["Faults:SlowDependencyName"] = "storage",
            ["Faults:SlowDependencyTime"] = "00:00:05",
            ["Dependencies:storage:Timeout"] = "00:01:00",
        };
        await using (var app = await StartAsync(settings))
        {
            (await HeaderAsync(app)).ShouldBe("slow-dependency");
            (await TimeAsync(app, "storage")).ShouldBeGreaterThan(TimeSpan.FromSeconds(4.9));
            (await TimeAsync(app, "other")).ShouldBeLessThan(TimeSpan.FromSeconds(4.9));
        }

        settings["Dependencies:storage:Timeout"] = "00:00:00.200";

        // The health check is as slow, and would open the circuit before the call is made.
        settings["Dependencies:storage:MinimumThroughput"] = "1000";
        await using var impatient = await StartAsync(settings);
        await Should.ThrowAsync<TimeoutRejectedException>(() => TimeAsync(impatient, "storage"));
    }

    [Theory]
    [InlineData("Faults:StuckWorker", "1.5")]
    [InlineData("Faults:FailingDownloads", "-0.1")]
    [InlineData("Faults:SlowDependencyTime", "-00:00:01")]
    public async Task Invalid_shares_and_times_are_refused(string key, string value) =>
        await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(new() { [key] = value }));

    [Fact]
    public async Task Injected_download_failures_look_like_those_of_a_failing_host()
    {
        await using var host = await MediaServer.StartAsync();
        await using var captions = new CaptionsHarness(("Media:AllowedHosts:0", host.Address.Authority), ("Faults:FailingDownloads", "1"));
        var error = await captions.FailAsync(new CaptionsInput(host.AddFile("/speech.wav", Recording.Shortest.File).ToString()));
        (error.Code, error.Retryable).ShouldBe(("media_unreachable", true));
    }

    [Fact]
    public async Task A_stuck_attempt_ends_at_its_time_limit()
    {
        var broker = new RabbitMqVirtualHost();
        await broker.InitializeAsync();
        try
        {
            using var folder = new TemporaryFolder();
            await using var manager = await JobManagerDouble.StartAsync(broker.ConnectionString);
            await using var worker = WorkerService.Start(broker.ConnectionString, folder, ("Faults:StuckWorker", "1"), ("Faults:StuckWorkerTime", "01:00:00"));
            var limited = JobManagerDouble.Job(JobKinds.Probe, new { }, timeoutSeconds: 1);
            var unlimited = JobManagerDouble.Job(JobKinds.Probe, new { });
            await manager.SendAsync(JobQueues.ShortLane, limited, unlimited);
            (await manager.CompletionAsync(limited)).Outcome.ShouldBe(AttemptOutcome.TimedOut);
            manager.Completed.ShouldNotContain(completed => completed.JobId == unlimited.JobId);
        }
        finally
        {
            await broker.DisposeAsync();
        }
    }

    private static Task<DefaultsApp> StartAsync(Dictionary<string, string?> settings) => DefaultsApp.StartAsync(
        builder => builder.AddDependency("storage").AddDependency("other"), settings, app => app.MapGet("/", () => "here"), "Development");

    private static async Task<string?> HeaderAsync(DefaultsApp app)
    {
        using var response = await app.Web.Client.GetAsync("/");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response.Headers.TryGetValues("X-Faults", out var values) ? values.Single() : null;
    }

    private static async Task<TimeSpan> TimeAsync(DefaultsApp app, string dependency)
    {
        var watch = Stopwatch.StartNew();
        await app.Services.GetRequiredService<DependencyPipelines>().Get(dependency).ExecuteAsync(static _ => ValueTask.CompletedTask);
        return watch.Elapsed;
    }
}
