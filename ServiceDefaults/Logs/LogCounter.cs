using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Counts the log entries that pass the filters.</summary>
internal sealed class LogCounter(LogMetrics metrics) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new OfCategory(metrics, categoryName);

    public void Dispose()
    {
    }

    private sealed class OfCategory(LogMetrics metrics, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            metrics.Written(ClientCausedEntries.LevelOf(name, eventId, logLevel, exception));
    }
}
