namespace Platform.JobManager.Backlog;

internal static partial class LostJobLog
{
    [LoggerMessage(40, LogLevel.Warning, "{Jobs} queued jobs had no message any more and were published again", EventName = "lost_jobs_requeued")]
    public static partial void Requeued(ILogger logger, int jobs);
}
