namespace Platform.JobManager.Retention;

internal static partial class PrunerLog
{
    [LoggerMessage(60, LogLevel.Debug, "Pruned {Jobs} jobs", EventName = "jobs_pruned")]
    public static partial void Pruned(ILogger logger, long jobs);
}
