namespace Platform.ServiceDefaults.Logs;

/// <summary>Made when the service starts, with the other instruments.</summary>
internal sealed class LogSeries
{
    public LogSeries(LogMetrics metrics) => metrics.StartFromZero();
}
