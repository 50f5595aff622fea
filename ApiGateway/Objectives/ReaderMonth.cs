namespace Platform.ApiGateway.Objectives;

/// <summary>Represents a calendar month in somebody's time zone.</summary>
/// <param name="From">Its first moment, UTC.</param>
/// <param name="To">The first moment after it, UTC.</param>
internal readonly record struct ReaderMonth(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Returns the month that a moment is in.</summary>
    public static ReaderMonth Of(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        var first = new DateTime(local.Year, local.Month, 1);
        return new ReaderMonth(Begin(first, zone), Begin(first.AddMonths(1), zone));
    }

    // Where clocks skip midnight, the day begins when they do.
    private static DateTimeOffset Begin(DateTime midnight, TimeZoneInfo zone)
    {
        var first = midnight;
        while (zone.IsInvalidTime(first))
        {
            first = first.AddMinutes(15);
        }

        return new DateTimeOffset(first, zone.GetUtcOffset(first)).ToUniversalTime();
    }
}
