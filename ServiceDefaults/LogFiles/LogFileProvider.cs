using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.ServiceDefaults.Logs;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>The same lines as on standard output, to files.</summary>
internal sealed class LogFileProvider(RollingLog file, JsonLineFormatter formatter) : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentDictionary<string, FileLogger> _loggers = new(StringComparer.Ordinal);
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, static (name, self) => new FileLogger(name, self), this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => file.Dispose();

    private sealed class FileLogger(string category, LogFileProvider provider) : ILogger
    {
        [ThreadStatic]
        private static StringWriter? t_text;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = t_text ?? new StringWriter(new StringBuilder(1024));
            t_text = null;
            provider.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), text);
            text.GetStringBuilder().Clear();
            t_text = text;
        }
    }

    private void Write<TState>(in LogEntry<TState> entry, StringWriter text)
    {
        formatter.Write(in entry, _scopes, text);
        file.Add(text.ToString());
    }
}
