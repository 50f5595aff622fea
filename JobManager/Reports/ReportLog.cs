namespace Platform.JobManager.Reports;

internal static partial class ReportLog
{
    [LoggerMessage(30, LogLevel.Error, "A report of {Bytes} bytes could not be read and was dropped", EventName = "report_unreadable")]
    public static partial void Unreadable(ILogger logger, Exception exception, int bytes);

    [LoggerMessage(31, LogLevel.Warning, "A round of reports was refused by the database; they are applied one by one", EventName = "reports_refused")]
    public static partial void Refused(ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Error, "A report was refused by the database and dropped", EventName = "report_dropped")]
    public static partial void Dropped(ILogger logger, Exception exception);
}
