using FsCheck;
using FsCheck.Fluent;
using Platform.Operations.Channels;
using Shouldly;
using Xunit;

namespace Platform.Unit.Operations.Channels;

public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-06-01T21:30:00Z", 22 * 60, 7 * 60, "2026-06-02T05:00:00Z")]
    [InlineData("2026-06-01T03:00:00Z", 22 * 60, 7 * 60, "2026-06-01T05:00:00Z")]
    [InlineData("2026-06-01T12:00:00Z", 22 * 60, 7 * 60, "2026-06-01T12:00:00Z")]
    [InlineData("2026-06-01T10:30:00Z", 12 * 60, 13 * 60, "2026-06-01T11:00:00Z")]
    [InlineData("2026-06-01T10:30:00Z", 12 * 60, 12 * 60, "2026-06-01T10:30:00Z")]

    // At 2:00 clocks go to 3:00: half past two does not come.
    [InlineData("2026-03-29T00:30:00Z", 60, 150, "2026-03-29T01:00:00Z")]
    public void Messages_wait_for_the_end_of_quiet_hours(string now, int from, int to, string expected) =>
        new QuietHours(from, to, s_berlin).NextAfter(Moment(now)).ShouldBe(Moment(expected));

    [Fact]
    public void The_end_is_never_before_now_and_never_more_than_a_day_and_an_hour_away() => Prop.ForAll(
        Gen.Choose(0, 1439).ToArbitrary(), Gen.Choose(0, 1439).ToArbitrary(), Gen.Choose(0, 366 * 24 * 60).ToArbitrary(),
        (from, to, minutes) =>
        {
            var now = Moment("2026-01-01T00:00:00Z").AddMinutes(minutes);
            var next = new QuietHours(from, to, s_berlin).NextAfter(now);
            return next >= now && next - now <= TimeSpan.FromHours(25);
        }).QuickCheckThrowOnFailure();

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
