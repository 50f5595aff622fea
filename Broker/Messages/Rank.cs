namespace Platform.Broker.Messages;

/// <summary>The column <c>rank</c> of <c>broker.messages</c>, where it is a time: microseconds since 1970.</summary>
internal static class Rank
{
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long rank) => DateTimeOffset.UnixEpoch.AddTicks(rank * TimeSpan.TicksPerMicrosecond);
}
