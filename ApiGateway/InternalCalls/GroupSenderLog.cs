namespace Platform.ApiGateway.InternalCalls;

internal static partial class GroupSenderLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Count} calls of group {Group} could not be sent to {Service}: {Type}: {Reason}")]
    public static partial void Failed(ILogger logger, int count, string group, string service, string type, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Count} calls of group {Group} failed with an internal error")]
    public static partial void Fault(ILogger logger, int count, string group, Exception exception);
}
