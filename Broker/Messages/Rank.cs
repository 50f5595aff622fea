namespace Platform.Broker.Messages;

/// <summary>Converts the column <c>rank</c> of <c>broker.messages</c>, where it is a time: microseconds since 1970.</summary>
internal static class Rank
{
    /// <summary>The rank of a time.</summary>
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time of a rank, UTC.</summary>
    public static DateTimeOffset ToTime(long rank) => DateTimeOffset.UnixEpoch.AddTicks(rank * TimeSpan.TicksPerMicrosecond);
}
