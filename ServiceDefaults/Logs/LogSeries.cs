namespace Platform.ServiceDefaults.Logs;

/// <summary>Creates the series of the log metrics when the service starts.</summary>
internal sealed class LogSeries
{
    public LogSeries(LogMetrics metrics) => metrics.StartFromZero();
}
