namespace Platform.JobManager.Leases;

internal static partial class RescuerLog
{
    [LoggerMessage(50, LogLevel.Warning, "The leases of {Jobs} jobs ran out", EventName = "leases_ran_out")]
    public static partial void Rescued(ILogger logger, int jobs);
}
