namespace Platform.Operations.Channels;

/// <summary>The hours of a day in which a channel tells only what is most urgent, by the clocks of a time zone.</summary>
/// <param name="From">The minute of the day from which on it is quiet.</param>
/// <param name="To">The minute of the day at which it is quiet no more; before <paramref name="From"/> it is one of the next day.</param>
/// <param name="Zone">The time zone.</param>
internal sealed record QuietHours(int From, int To, TimeZoneInfo Zone)
{
    private const int MinutesPerDay = 24 * 60;

    /// <summary>Gets when what is not most urgent may be told: at once, or when the quiet hours end.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var minute = (int)local.TimeOfDay.TotalMinutes;
        var isQuiet = From <= To ? minute >= From && minute < To : minute >= From || minute < To;
        if (!isQuiet)
        {
            return now;
        }

        // The end is a time of a clock, which a change to summer time may leave out: then it is the first moment after the gap.
        var day = minute < To ? local.Date : local.Date.AddDays(1);
        var end = DateTime.SpecifyKind(day.AddMinutes(Math.Clamp(To, 0, MinutesPerDay)), DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(end))
        {
            end = end.AddMinutes(1);
        }

        var moment = new DateTimeOffset(end, Zone.GetUtcOffset(end)).ToUniversalTime();
        return moment > now ? moment : now;
    }
}
