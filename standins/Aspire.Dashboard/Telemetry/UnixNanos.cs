namespace Aspire.Dashboard.Telemetry;

/// <summary>Nanoseconds since 1970, which is what the protocol speaks.</summary>
internal static class UnixNanos
{
    public static DateTimeOffset ToTime(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / TimeSpan.NanosecondsPerTick);

    public static long FromTime(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    public static double ToMilliseconds(long nanos) => nanos / 1_000_000d;
}
