namespace Platform.Broker.Messages;

internal static partial class MessageLog
{
    [LoggerMessage(71, LogLevel.Warning, "The database refused messages for the queue {Queue} ({SqlState}); calls that came with them were done without them", EventName = "messages_refused")]
    public static partial void Refused(ILogger logger, string queue, string sqlState);

    [LoggerMessage(72, LogLevel.Warning, "The database refused a settlement of message {Id} ({SqlState}); those that came with it were done without it", EventName = "settlement_refused")]
    public static partial void SettlementRefused(ILogger logger, long id, string sqlState);

    [LoggerMessage(73, LogLevel.Warning, "{Count} messages cannot be read and could not be made dead letters; they are met again when their visibility ends", EventName = "messages_not_failed")]
    public static partial void NotFailed(ILogger logger, int count, Exception exception);
}
