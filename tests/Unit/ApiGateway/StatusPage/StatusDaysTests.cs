using Platform.ApiGateway.StatusPage;
using Platform.Contracts.Internal;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.StatusPage;

public sealed class StatusDaysTests
{
    private static readonly DateTimeOffset s_now = new(2026, 12, 1, 23, 59, 0, TimeSpan.Zero);
    private static readonly int s_today = new DateOnly(2026, 12, 1).DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    [Fact]
    public void Days_without_a_record_stay_empty_and_count_for_nothing()
    {
        var part = new StatusPartRecord { Days = { new StatusDay { Day = s_today - 89, Up = 1 }, new StatusDay { Day = s_today, Up = 1, Degraded = 1, Down = 1 } } };
        var days = StatusDays.Of(part, s_now);
        days.Count.ShouldBe(90);
        days[0].ShouldBe((new DateOnly(2026, 9, 3), part.Days[0]));
        days[^1].ShouldBe((new DateOnly(2026, 12, 1), part.Days[1]));
        days.Count(day => day.Record is null).ShouldBe(88);
        StatusDays.Uptime(part).ShouldBe(0.75);
        StatusDays.Uptime(new StatusPartRecord()).ShouldBeNull();
    }

    [Fact]
    public void The_worst_of_a_day_is_shown()
    {
        StatusDays.LevelOf(new StatusDay { Up = 1439, Down = 1 }).ShouldBe(StatusLevel.Down);
        StatusDays.LevelOf(new StatusDay { Up = 1, Degraded = 1, Maintenance = 1 }).ShouldBe(StatusLevel.Degraded);
        StatusDays.LevelOf(new StatusDay { Maintenance = 1 }).ShouldBe(StatusLevel.Maintenance);
        StatusDays.LevelOf(new StatusDay { Up = 1 }).ShouldBe(StatusLevel.Operational);
    }
}
