using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.WarmUp;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ServiceDefaults.WarmUp;

public sealed class WarmUpServiceTests
{
    [Fact]
    public async Task A_service_lives_and_answers_while_it_warms_up_and_is_ready_afterwards()
    {
        var step = new HeldStep();
        await using var app = await DefaultsApp.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton(step);
                builder.AddWarmUpStep<Forwarding>();
            },
            new() { [WarmUpFigures.Setting] = WarmUpFigures.LongDelay });

        var (status, body) = await app.HealthAsync("/health/ready");
        (status, body.GetProperty("warming_up").GetBoolean()).ShouldBe((503, true));
        (await app.HealthAsync("/health/live")).StatusCode.ShouldBe(200);
        (await app.HealthAsync()).StatusCode.ShouldBe(200);

        step.End();

        await Eventually.BecomesTrueAsync(async () => (await app.HealthAsync("/health/ready")).StatusCode == 200);
        await Eventually.PassesAsync(async () => (await app.Web.Client.GetStringAsync("/metrics")).ShouldMatch("warmup_duration_seconds\\{[^}]*result=\"complete\""));
    }

    [Fact]
    public async Task A_service_whose_dependency_is_away_starts_and_is_ready_in_time()
    {
        await using var app = await DefaultsApp.StartAsync(
            static builder => builder.AddWarmUpStep<Failing>(),
            new() { [WarmUpFigures.Setting] = "00:00:00.500" });

        await Eventually.BecomesTrueAsync(async () => (await app.HealthAsync("/health/ready")).StatusCode == 200);
    }

    [Fact]
    public async Task A_services_own_requests_count_for_nobody_and_cannot_be_forged()
    {
        await using var app = await DefaultsApp.StartAsync(static _ => { }, map: web => web.MapGet("/counted", () => "ok"));
        using var own = app.Services.GetRequiredService<OwnService>().CreateClient().ShouldNotBeNull();
        using var tally = new MeasurementTotals(app.Services);

        (await own.GetAsync("/counted")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/counted") { Headers = { { "X-Own-Request", new string('0', 64) } } };
        (await app.Web.Client.SendAsync(forged)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Eventually.BecomesTrueAsync(() => tally.Sum("http.requests", "endpoint=/counted") > 0);
        tally.Sum("http.requests", "endpoint=/counted").ShouldBe(1);
    }

    private sealed class HeldStep
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _end.Task;

        public void End() => _end.SetResult();
    }

    private sealed class Forwarding(HeldStep step) : IWarmUpStep
    {
        public string Name => "held";

        public string Dependency => "none";

        public Task RunAsync(CancellationToken cancellationToken) => step.Ended.WaitAsync(cancellationToken);
    }

    private sealed class Failing : IWarmUpStep
    {
        public string Name => "failing";

        public string Dependency => "none";

        public Task RunAsync(CancellationToken cancellationToken) => Task.FromException(new TimeoutException("away"));
    }
}
