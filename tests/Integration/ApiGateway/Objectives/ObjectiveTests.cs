using System.Net;
using System.Net.Http.Json;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Objectives;

/// <summary>The figures of objectives, from recordings in a real Prometheus.</summary>
public sealed class ObjectiveTests(RecordedGateway gateway) : IClassFixture<RecordedGateway>
{
    private const string Base = "/api/v1/operations/objectives";

    [Fact]
    public async Task All_objectives_are_listed_and_what_is_not_recorded_has_no_figures()
    {
        var items = (await gateway.Viewer.GetFromJsonAsync<ListResponse<ObjectiveResponse>>(Base, GatewayFixture.Snake))!.Items;

        items.Select(objective => (objective.Name, objective.State)).ShouldBe([("api-availability", "low"), ("api-latency", "no_data"), ("job-success", "no_data")]);
        items[1].BudgetRemaining.ShouldBeNull();
        items[1].GoodShare.ShouldBeNull();
        items[1].ProbeUptime.ShouldBe(0.9995);
        items[2].ProbeUptime.ShouldBeNull();
    }

    [Fact]
    public async Task An_objective_has_the_figures_of_its_recordings()
    {
        var detail = await ReadAsync("api-availability");

        var allowed = RecordedGateway.Total * 0.001;
        var objective = detail.Objective;
        objective.Events.ShouldBe((double)RecordedGateway.Total);
        objective.BadEvents.ShouldBe((double)RecordedGateway.Bad);
        objective.BudgetUsed!.Value.ShouldBe(RecordedGateway.Bad / allowed, 1e-9);
        objective.BudgetRemaining!.Value.ShouldBe(1 - (RecordedGateway.Bad / allowed), 1e-9);
        objective.GoodShare!.Value.ShouldBe(1 - ((double)RecordedGateway.Bad / RecordedGateway.Total), 1e-9);
        objective.ProbeUptime.ShouldBe(0.9995);
        objective.BurnRate!.Value.ShouldBe(0.5, 1e-9);
        detail.BurnRates.Select(burn => (burn.Window, burn.Limit, burn.Rate is null)).ShouldBe([("1h", 14.4, false), ("6h", 6, true), ("1d", 3, true), ("3d", 1, false)]);
    }

    [Fact]
    public async Task The_costliest_periods_and_causes_are_those_of_the_outage()
    {
        var detail = await ReadAsync("api-availability");

        var allowed = RecordedGateway.Total * 0.001;
        detail.CostliestPeriods.Count.ShouldBe(10);
        var outage = detail.CostliestPeriods.Take(6).ToList();
        outage.ShouldAllBe(period => period.BadEvents == RecordedGateway.EventsPerSlot && period.To - period.From == TimeSpan.FromMinutes(5));
        outage.Max(period => period.To).ShouldBe(gateway.OutageEnd);
        outage.Sum(period => period.BudgetShare).ShouldBe(6 * RecordedGateway.EventsPerSlot / allowed, 1e-9);
        detail.CostliestPeriods.Skip(6).ShouldAllBe(period => period.BadEvents == 1);

        detail.Causes.Select(cause => (cause.Labels["endpoint"], cause.Labels["status"])).ShouldBe([("/api/v1/jobs", "503"), ("/api/v1/queues", "500")]);
        detail.Causes[0].BadEvents.ShouldBe(6 * RecordedGateway.EventsPerSlot);
        detail.History.Count.ShouldBeInRange(115, 121);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("America/Sao_Paulo")]
    public async Task The_month_is_counted_in_the_zone_of_the_reader(string zone)
    {
        var month = (await ReadAsync("api-availability", zone)).Month.ShouldNotBeNull();

        var local = TimeZoneInfo.FindSystemTimeZoneById(zone);
        TimeZoneInfo.ConvertTime(month.From, local).ToString("dd HH:mm", System.Globalization.CultureInfo.InvariantCulture).ShouldBe("01 00:00");
        var now = TimeProvider.System.GetUtcNow();
        now.ShouldBeInRange(month.From, month.To);

        // Counted by hand: what the rest of the month is like are the last seven days.
        var slots = (int)((now - month.From).TotalMinutes / 5);
        var bad = Enumerable.Range(0, Math.Max(1, slots)).Sum(RecordedGateway.BadIn);
        var week = Enumerable.Range(0, 7 * 24 * 12).Sum(RecordedGateway.BadIn);
        var left = month.To - now;
        var expected = RecordedGateway.EventsPerSlot * (month.To - month.From).TotalMinutes / 5;
        month.BudgetUsed.ShouldBe(bad / (expected * 0.001), 0.15);
        month.BudgetUsedAtEnd.ShouldBe((bad + (week * (left / TimeSpan.FromDays(7)))) / (expected * 0.001), 0.2);
        (month.SpentAt is not null).ShouldBe(month.BudgetUsedAtEnd >= 1);
    }

    [Theory]
    [InlineData("Nowhere/Land")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("UTC&time_zone=UTC")]
    public async Task A_wrong_time_zone_is_named(string zone)
    {
        using var refused = await gateway.Viewer.GetAsync($"{Base}/api-availability?time_zone={zone}");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Problem.ReadAsync(refused)).Errors!.Keys.ShouldBe(["time_zone"]);
    }

    [Fact]
    public async Task An_unknown_objective_is_not_found()
    {
        using var none = await gateway.Viewer.GetAsync(Base + "/page-speed");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api-latency")]
    public async Task Only_people_with_a_role_may_read(string path)
    {
        using var refused = await gateway.Nobody.GetAsync(Base + path);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var anonymous = await gateway.Anonymous.GetAsync(Base + path);
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task While_Prometheus_is_away_the_gateway_says_so()
    {
        await gateway.Prometheus.StopAsync();
        foreach (var path in (string[])["", "/api-availability"])
        {
            using var answer = await gateway.Viewer.GetAsync(Base + path);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await Problem.ReadAsync(answer)).Code.ShouldBe("dependency");
        }

        await gateway.Prometheus.StartAsync();
        await Eventually.BecomesTrueAsync(async () => (await gateway.Viewer.GetAsync(Base)).IsSuccessStatusCode);
    }

    private async Task<ObjectiveDetailResponse> ReadAsync(string name, string zone = "UTC")
    {
        ObjectiveDetailResponse? detail = null;

        // Another test may just have taken Prometheus away; its circuit closes by itself.
        await Eventually.PassesAsync(async () =>
        {
            using var answer = await gateway.Viewer.GetAsync($"{Base}/{name}?time_zone={Uri.EscapeDataString(zone)}");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            detail = await answer.Content.ReadFromJsonAsync<ObjectiveDetailResponse>(GatewayFixture.Snake);
        });
        return detail!;
    }
}
