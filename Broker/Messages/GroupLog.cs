namespace Platform.Broker.Messages;

internal static partial class GroupLog
{
    [LoggerMessage(70, LogLevel.Warning, "{Groups} message groups had messages that wait and none that goes first; they go on", EventName = "groups_let_forward")]
    public static partial void LetForward(ILogger logger, int groups);
}
