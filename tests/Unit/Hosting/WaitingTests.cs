using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using Xunit;

namespace Platform.Unit.Hosting;

public sealed class WaitingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Dependant_starts_when_the_check_passes_and_not_before()
    {
        var isWell = false;
        await using var builder = ScratchApplication.Create();
        builder.Services.AddHealthChecks().AddCheck("wellness", () => isWell ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not yet"));
        var first = builder.AddShell("first", "exec sleep 1000").WithHealthCheck("wellness");
        builder.AddShell("second", "exec sleep 1000").WaitFor(first);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        await app.ResourceNotifications.WaitForResourceAsync("first", e => e.Snapshot.HealthReports.Any(r => r.Status == HealthStatus.Unhealthy)).WaitAsync(Patience);
        StateOf(app, "second").ShouldBe(KnownResourceStates.Waiting);

        isWell = true;
        await app.ResourceNotifications.WaitForResourceHealthyAsync("second").WaitAsync(Patience);
        StateOf(app, "first").ShouldBe(KnownResourceStates.Running);
    }

    [Fact]
    public async Task Wait_that_takes_too_long_names_the_resource_the_check_and_its_words()
    {
        await using var builder = ScratchApplication.Create("--WaitTimeoutSeconds=15");
        builder.Services.AddHealthChecks().AddCheck("wellness", () => HealthCheckResult.Unhealthy("the moon is in the wrong house"));
        var first = builder.AddShell("first", "exec sleep 1000").WithHealthCheck("wellness");
        builder.AddShell("second", "exec sleep 1000").WaitFor(first);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        var failed = await app.ResourceNotifications.WaitForResourceAsync("second", e => e.Snapshot.State?.Text == KnownResourceStates.FailedToStart).WaitAsync(Patience);

        failed.Snapshot.Failure.ShouldBe("'second' waited 15 s for 'first' in vain: health check 'wellness' is Unhealthy: the moon is in the wrong house.");
    }

    [Fact]
    public async Task Completion_is_waited_for_and_the_job_is_not_started_again()
    {
        await using var builder = ScratchApplication.Create();
        var job = builder.AddShell("job", "exit 0");
        builder.AddShell("second", "exec sleep 1000").WaitForCompletion(job);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        await app.ResourceNotifications.WaitForResourceAsync("second", KnownResourceStates.Running).WaitAsync(Patience);

        StateOf(app, "job").ShouldBe(KnownResourceStates.Finished);
    }

    [Fact]
    public async Task Failed_job_stops_what_waits_for_it_and_all_that_waits_for_that()
    {
        await using var builder = ScratchApplication.Create();
        var job = builder.AddShell("job", "exit 3");
        var second = builder.AddShell("second", "exec sleep 1000").WaitForCompletion(job);
        builder.AddShell("third", "exec sleep 1000").WaitFor(second);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        var failed = await app.ResourceNotifications.WaitForResourceAsync("third", e => e.Snapshot.State?.Text == KnownResourceStates.FailedToStart).WaitAsync(Patience);

        failed.Snapshot.Failure!.ShouldContain("'second'");
        (await app.ResourceNotifications.WaitForResourceAsync("second", e => e.Snapshot.Failure is not null)).Snapshot.Failure
            .ShouldBe("'second' cannot start: 'job' should have ended with exit code 0 (state Exited, exit code 3).");
    }

    [Fact]
    public async Task Ready_handlers_run_before_dependants_start_and_are_tried_again_when_they_fail()
    {
        var calls = 0;
        await using var builder = ScratchApplication.Create();
        var first = builder.AddShell("first", "exec sleep 1000");
        builder.AddShell("second", "exec sleep 1000").WaitFor(first);
        builder.Eventing.Subscribe<ResourceReadyEvent>(first.Resource, (_, _) => ++calls == 1 ? throw new InvalidOperationException("not yet") : Task.CompletedTask);
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        await app.ResourceNotifications.WaitForResourceHealthyAsync("second").WaitAsync(Patience);

        calls.ShouldBe(2);
    }

    [Fact]
    public async Task Health_over_http_asks_each_replica_for_the_very_status()
    {
        await using var builder = ScratchApplication.Create();
        var web = builder.AddExecutable("web", "python3", "/usr/share", "-c",
                "import http.server,os; http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), http.server.SimpleHTTPRequestHandler).serve_forever()")
            .WithHttpEndpoint(env: "PORT")
            .WithHttpHealthCheck("/missing", 404);
        web.Resource.Annotations.OfType<HealthCheckAnnotation>().Single().Key.ShouldBe("web_http_/missing_404_check");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();

        await app.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(Patience);
    }

    [Fact]
    public async Task Wait_for_itself_is_refused()
    {
        await using var builder = ScratchApplication.Create();
        var shell = builder.AddShell("shell", "true");

        Should.Throw<DistributedApplicationException>(() => shell.WaitFor(shell)).Message.ShouldContain("'shell'");
    }

    private static string? StateOf(DistributedApplication app, string name)
    {
        string? state = null;
        app.ResourceNotifications.WaitForResourceAsync(name, e =>
        {
            state = e.Snapshot.State?.Text;
            return true;
        }).IsCompleted.ShouldBeTrue();
        return state;
    }
}
