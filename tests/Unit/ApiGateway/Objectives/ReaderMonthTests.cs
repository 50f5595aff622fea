using System.Globalization;
using Platform.ApiGateway.Objectives;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Objectives;

public sealed class ReaderMonthTests
{
    [Theory]
    [InlineData("2026-12-01T01:00:00Z", "UTC", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2026-12-01T01:00:00Z", "America/Sao_Paulo", "2026-11-01T03:00:00Z", "2026-12-01T03:00:00Z")]
    [InlineData("2026-11-30T16:00:00Z", "Asia/Tokyo", "2026-11-30T15:00:00Z", "2026-12-31T15:00:00Z")]
    [InlineData("2028-02-29T12:00:00Z", "UTC", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    [InlineData("2026-10-20T12:00:00Z", "Europe/Lisbon", "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z")]
    public void A_month_begins_and_ends_at_midnight_of_its_zone(string moment, string zone, string from, string to) =>
        ReaderMonth.Of(At(moment), TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldBe(new ReaderMonth(At(from), At(to)));

    [Fact]
    public void Where_clocks_skip_midnight_the_month_begins_when_they_do()
    {
        // A zone whose clocks go from midnight of the first of October to one o'clock.
        var from = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 0, 0, 0), 10, 1);
        var until = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 0, 0, 0), 3, 15);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), from, until);
        var zone = TimeZoneInfo.CreateCustomTimeZone("skips", TimeSpan.FromHours(-3), "skips", "skips", "skips in summer", [rule]);

        ReaderMonth.Of(At("2026-10-10T12:00:00Z"), zone).From.ShouldBe(At("2026-10-01T03:00:00Z"));
    }

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
