using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Testkit.Hosting;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations.Probing;

/// <summary>
/// What the prober does when a gateway fails it, which the real one does not do on request: it answers here as the public API describes it.
/// </summary>
public sealed class ProberTests : IAsyncLifetime
{
    private const string Password = "correct horse battery staple 7";

    private readonly PostgresDatabase _postgres = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentDictionary<string, string> _jobs = new();
    private LocalWebApp _gateway = null!;
    private volatile bool _isRegistered;
    private volatile bool _failsJobs;
    private volatile bool _refusesJobs;
    private int _visits;
    private int _mostVisits;

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync("operations", Migrations.OperationsAsync);
        _gateway = await LocalWebApp.StartAsync(app => app.MapFallback(AnswerAsync));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task A_round_goes_through_all_steps_and_leaves_nothing()
    {
        await using var service = Start();
        using var totals = new MeasurementTotals(service.Services);
        await Eventually.BecomesTrueAsync(() => totals.Sum("probe.step.duration", "step=delete", "outcome=succeeded") > 1);
        foreach (var step in (string[])["sign_in", "upload", "submit", "wait", "download"])
        {
            totals.Sum("probe.step.duration", $"step={step}", "outcome=succeeded").ShouldBeGreaterThan(0);
        }

        totals.Sum("probe.step.duration", "outcome=failed").ShouldBe(0);
        _calls.ShouldContain("POST /api/v1/auth/register");
        _calls.ShouldContain(call => call.StartsWith("DELETE /api/v1/uploads/", StringComparison.Ordinal));
        _calls.ShouldContain("POST /api/v1/auth/sign-out");
    }

    [Fact]
    public async Task Upload_and_job_of_a_failed_round_are_deleted()
    {
        _failsJobs = true;
        await using var service = Start();
        using var totals = new MeasurementTotals(service.Services);
        await Eventually.BecomesTrueAsync(() => totals.Sum("probe.step.duration", "step=wait", "outcome=failed") > 1);
        await Eventually.BecomesTrueAsync(() => _calls.Any(call => call.StartsWith("DELETE /api/v1/jobs/", StringComparison.Ordinal)));
        _calls.ShouldContain(call => call.StartsWith("DELETE /api/v1/uploads/", StringComparison.Ordinal));
        totals.Sum("probe.step.duration", "step=download").ShouldBe(0);
    }

    [Fact]
    public async Task An_upload_whose_job_is_refused_is_deleted()
    {
        _refusesJobs = true;
        await using var service = Start();
        using var totals = new MeasurementTotals(service.Services);
        await Eventually.BecomesTrueAsync(() => totals.Sum("probe.step.duration", "step=submit", "outcome=failed") > 0);
        await Eventually.BecomesTrueAsync(() => _calls.Any(call => call.StartsWith("DELETE /api/v1/uploads/", StringComparison.Ordinal)));
        _jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_an_earlier_round_left_is_cancelled()
    {
        _jobs["01980000-0000-7000-8000-00000000000f"] = "running";
        await using var service = Start();
        await Eventually.BecomesTrueAsync(() => _calls.Contains("POST /api/v1/jobs/01980000-0000-7000-8000-00000000000f/cancel"));
    }

    [Fact]
    public async Task Two_replicas_probe_in_turn_only()
    {
        await using var one = Start();
        await using var two = Start();
        await Eventually.BecomesTrueAsync(() => _calls.Count(call => call == "POST /api/v1/auth/sign-out") > 3);
        _mostVisits.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_password_nobody_probes()
    {
        await using var service = OperationsService.Start(_postgres.ConnectionString, new Dictionary<string, string> { ["services:api-gateway:http:0"] = _gateway.Address.ToString() });
        service.Services.GetService(typeof(Platform.Operations.Probing.ProbeRound)).ShouldBeNull();
    }

    private OperationsService Start() => OperationsService.Start(
        _postgres.ConnectionString,
        new Dictionary<string, string>
        {
            ["services:api-gateway:http:0"] = _gateway.Address.ToString(),
            ["Probing:Password"] = Password,
            ["Probing:Interval"] = "00:00:01",
            ["Probing:PollInterval"] = "00:00:00.050",
        });

    private async Task AnswerAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        _calls.Enqueue($"{method} {path}");
        var id = path[(path.LastIndexOf('/') + 1)..];
        switch (method, path)
        {
            case ("POST", "/api/v1/auth/register"):
                _isRegistered = true;
                context.Response.StatusCode = StatusCodes.Status201Created;
                break;
            case ("POST", "/api/v1/auth/sign-in") when !_isRegistered:
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                break;
            case ("POST", "/api/v1/auth/sign-in"):
                Visit(1);
                await context.Response.WriteAsJsonAsync(new { access_token = "t", token_type = "Bearer", expires_in = 60, refresh_token = "r" });
                break;
            case ("POST", "/api/v1/auth/sign-out"):
                Visit(-1);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case ("POST", "/api/v1/uploads"):
                context.Response.StatusCode = StatusCodes.Status201Created;
                context.Response.Headers.Location = $"/api/v1/uploads/{Guid.CreateVersion7()}";
                break;
            case ("POST", "/api/v1/jobs") when _refusesJobs:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case ("POST", "/api/v1/jobs"):
                var job = Guid.CreateVersion7().ToString("D", CultureInfo.InvariantCulture);
                _jobs[job] = _failsJobs ? "failed" : "succeeded";
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await context.Response.WriteAsJsonAsync(new { id = job, state = "queued" });
                break;
            case ("GET", "/api/v1/jobs"):
                context.Request.Query["tag"].ToString().ShouldBe("platform-probe");
                await context.Response.WriteAsJsonAsync(new { items = _jobs.Select(known => new { id = known.Key, state = known.Value }) });
                break;
            case ("GET", _) when path.EndsWith("/captions", StringComparison.Ordinal):
                await context.Response.WriteAsync("WEBVTT\n\n00:00.000 --> 00:01.000\nwords\n");
                break;
            case ("GET", _):
                await context.Response.WriteAsJsonAsync(new { id, state = _jobs[id] });
                break;
            case ("DELETE", _):
                _jobs.TryRemove(id, out _);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
        }
    }

    private void Visit(int change)
    {
        var now = Interlocked.Add(ref _visits, change);
        if (now > _mostVisits)
        {
            _mostVisits = now;
        }
    }
}
