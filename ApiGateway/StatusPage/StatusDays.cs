using Platform.Contracts.Internal;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Places what is known of the last days of a part.</summary>
internal static class StatusDays
{
    /// <summary>The number of days that are shown.</summary>
    public const int Shown = 90;

    private static readonly DateOnly s_first = new(1970, 1, 1);

    /// <summary>Lists the last days up to today, the oldest first; those of which nothing is known without a record.</summary>
    public static IReadOnlyList<(DateOnly Day, StatusDay? Record)> Of(StatusPartRecord part, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var known = part.Days.GroupBy(day => day.Day).ToDictionary(same => same.Key, same => same.First());
        return
        [
            .. Enumerable.Range(1 - Shown, Shown).Select(offset => today.AddDays(offset))
                .Select(day => (day, known.GetValueOrDefault(day.DayNumber - s_first.DayNumber))),
        ];
    }

    /// <summary>Computes the share of the counted minutes in which a part could be used; null if none was counted.</summary>
    public static double? Uptime(StatusPartRecord part)
    {
        var counted = part.Days.Sum(day => (long)MinutesOf(day));
        return counted == 0 ? null : 1 - ((double)part.Days.Sum(day => (long)day.Down) / counted);
    }

    /// <summary>Finds the worst of a day.</summary>
    public static StatusLevel LevelOf(StatusDay day) =>
        day.Down > 0 ? StatusLevel.Down : day.Degraded > 0 ? StatusLevel.Degraded : day.Maintenance > 0 ? StatusLevel.Maintenance : StatusLevel.Operational;

    private static int MinutesOf(StatusDay day) => day.Up + day.Maintenance + day.Degraded + day.Down;
}
