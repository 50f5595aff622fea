using Platform.Contracts.PublicApi;
using Platform.Frontend.Charts;
using Platform.Frontend.Objectives;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Objectives;

public sealed class ObjectiveTablesTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 30, 2, 0, 0, TimeSpan.Zero);

    private static readonly ObjectiveResponse s_objective = new(
        "api-latency", "api-gateway", new Dictionary<string, string> { ["en"] = "Fast", ["pt-BR"] = "Depressa" }, 0.95, "spent", -1, 2, 1000, 100, 3, 0.9, null);

    [Fact]
    public void Periods_are_in_the_zone_of_the_reader()
    {
        var table = ObjectiveTables.Periods(Detail(periods: [new(s_at, s_at.AddMinutes(5), 30, 0.6)]), TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo"));

        table.Rows.ShouldHaveSingleItem().Select(cell => cell.Text).ShouldBe(["11-29 23:00", "11-29 23:05", "30", "60" + Units.PercentSign]);
    }

    [Fact]
    public void A_burn_rate_above_its_limit_is_marked_and_a_missing_one_is_a_dash()
    {
        var table = ObjectiveTables.BurnRates(Detail(burns: [new("1h", 20, 14.4, "critical"), new("6h", null, 6, "critical"), new("3d", 0.5, 1, "warning")]));

        table.Rows.Select(row => (row[1].Text, row[1].Color is not null)).ShouldBe([("20", true), ("–", false), ("0.5", false)]);
    }

    [Fact]
    public void Causes_are_named_by_their_labels_in_one_order()
    {
        var table = ObjectiveTables.Causes(Detail(causes: [new(new Dictionary<string, string> { ["status"] = "503", ["endpoint"] = "/jobs" }, 4, 0.1)]));

        table.Rows[0][0].Text.ShouldBe("/jobs 503");
    }

    [Fact]
    public void Gaps_in_the_history_stay_gaps()
    {
        var detail = Detail(history: [new(s_at, 1), new(s_at.AddHours(6), 0.75), new(s_at.AddHours(18), 0.5)]);
        var frame = ObjectiveTables.FrameOf(detail).ShouldNotBeNull();

        frame.Count.ShouldBe(4);
        ObjectiveTables.LineOf(detail, frame).Values.ShouldBe([1, 0.75, double.NaN, 0.5]);
        ObjectiveTables.FrameOf(Detail(history: [new(s_at, 1)])).ShouldBeNull();
    }

    private static ObjectiveDetailResponse Detail(
        IReadOnlyList<BurnRateResponse>? burns = null, IReadOnlyList<BudgetPeriodResponse>? periods = null, IReadOnlyList<BudgetCauseResponse>? causes = null, IReadOnlyList<BudgetMomentResponse>? history = null) =>
        new(s_objective, burns ?? [], periods ?? [], causes ?? [], history ?? [], null);
}
