namespace Platform.JobManager.Dispatch;

internal static partial class RelayLog
{
    [LoggerMessage(20, LogLevel.Warning, "The channel to the broker was given up; what it had not confirmed is published again", EventName = "relay_channel_given_up")]
    public static partial void ChannelGivenUp(ILogger logger);

    [LoggerMessage(21, LogLevel.Information, "Publishing {Jobs} jobs of {Batches} batches that were not confirmed", EventName = "outbox_reclaimed")]
    public static partial void Reclaimed(ILogger logger, int jobs, int batches);
}
