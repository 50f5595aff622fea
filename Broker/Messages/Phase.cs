using Platform.Contracts.PublicApi;

namespace Platform.Broker.Messages;

/// <summary>The column <c>phase</c> of <c>broker.messages</c>.</summary>
internal static class Phase
{
    public const short Ready = 0;
    public const short Delivered = 1;
    public const short Delayed = 2;
    public const short Failed = 3;
    public const short Behind = 4;

    public static MessageStatus ToStatus(short phase) => phase switch
    {
        Delivered => MessageStatus.Processing,
        Failed => MessageStatus.Failed,
        _ => MessageStatus.Pending,
    };

    /// <summary>Microseconds since 1970, as ranks count time.</summary>
    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
