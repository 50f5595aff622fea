namespace Platform.JobManager.Reports;

internal static partial class ReportLog
{
    [LoggerMessage(30, LogLevel.Error, "Parts of a report of {Bytes} bytes could not be read: they were left out, or all of it where nothing of it can be read", EventName = "report_unreadable")]
    public static partial void Unreadable(ILogger logger, Exception? exception, int bytes);

    [LoggerMessage(31, LogLevel.Warning, "A round of reports was refused by the database; they are applied one by one", EventName = "reports_refused")]
    public static partial void Refused(ILogger logger, Exception exception);

    [LoggerMessage(33, LogLevel.Warning, "What a worker reported of an attempt's end was refused by the database; the end was stored without it", EventName = "report_replaced")]
    public static partial void Replaced(ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Error, "A report was refused by the database and dropped", EventName = "report_dropped")]
    public static partial void Dropped(ILogger logger, Exception exception);
}
