using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Objectives;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Objectives;

public sealed class BudgetForecastTests
{
    private const double Tolerance = 1e-9;

    private static readonly TimeSpan s_week = TimeSpan.FromDays(7);

    // Bad events are some of all events; anything may be zero.
    private static readonly Gen<EventCounts> s_counts =
        from total in Gen.Choose(0, 1_000_000)
        from perMille in Gen.Choose(0, 1_000)
        from hours in Gen.Choose(0, 31 * 24)
        select new EventCounts(total, total * (perMille / 1_000d), TimeSpan.FromHours(hours));

    private static readonly Gen<(EventCounts SoFar, EventCounts Pace, TimeSpan Left, double Budget)> s_months =
        from soFar in s_counts
        from pace in s_counts
        from hours in Gen.Choose(0, 31 * 24)
        from perMille in Gen.Choose(1, 500)
        select (soFar, pace, TimeSpan.FromHours(hours), perMille / 1_000d);

    [Fact]
    public void An_even_month_uses_its_budget_as_fast_as_the_objective_allows()
    {
        // A tenth of a month of 30 days, with twice as many bad events as allowed.
        var forecast = BudgetForecast.Of(new(3_000, 6, TimeSpan.FromDays(3)), new(7_000, 14, s_week), TimeSpan.FromDays(27), 0.001).ShouldNotBeNull();

        forecast.Used.ShouldBe(0.2, Tolerance);
        forecast.UsedAtEnd.ShouldBe(2, Tolerance);
        forecast.SpentAfter!.Value.TotalDays.ShouldBe(12, 1e-6);
    }

    [Fact]
    public void A_spent_budget_is_spent_now() =>
        BudgetForecast.Of(new(1_000, 500, TimeSpan.FromDays(1)), new(7_000, 0, s_week), TimeSpan.FromDays(29), 0.01).ShouldNotBeNull().SpentAfter.ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Without_events_nothing_is_foretold() => BudgetForecast.Of(default, default, TimeSpan.FromDays(3), 0.01).ShouldBeNull();

    [Fact]
    public void More_is_used_at_the_end_than_now_and_the_budget_is_spent_in_between() => Prop.ForAll(s_months.ToArbitrary(), month =>
    {
        var forecast = BudgetForecast.Of(month.SoFar, month.Pace, month.Left, month.Budget);
        if (forecast is null)
        {
            return;
        }

        double.IsFinite(forecast.UsedAtEnd).ShouldBeTrue();
        forecast.Used.ShouldBeGreaterThanOrEqualTo(0);
        forecast.UsedAtEnd.ShouldBeGreaterThanOrEqualTo(forecast.Used);

        // No more than everything can be bad.
        (forecast.UsedAtEnd * month.Budget).ShouldBeLessThanOrEqualTo(1 + Tolerance);
        (forecast.SpentAfter is not null).ShouldBe(forecast.UsedAtEnd >= 1);
        if (forecast.SpentAfter is { } after)
        {
            after.ShouldBeInRange(TimeSpan.Zero, month.Left);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void One_more_bad_event_never_leaves_more() => Prop.ForAll(s_months.ToArbitrary(), month =>
    {
        var before = BudgetForecast.Of(month.SoFar, month.Pace, month.Left, month.Budget);
        var after = BudgetForecast.Of(month.SoFar with { Total = month.SoFar.Total + 1, Bad = month.SoFar.Bad + 1 }, month.Pace, month.Left, month.Budget);
        if (before is not null)
        {
            after.ShouldNotBeNull().UsedAtEnd.ShouldBeGreaterThanOrEqualTo(before.UsedAtEnd - Tolerance);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
