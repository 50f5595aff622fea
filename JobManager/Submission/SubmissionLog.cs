namespace Platform.JobManager.Submission;

internal static partial class SubmissionLog
{
    [LoggerMessage(80, LogLevel.Warning, "The database refused the job {Id} ({SqlState}); those that came with it were stored without it", EventName = "job_refused")]
    public static partial void Refused(ILogger logger, Guid id, string sqlState);
}
