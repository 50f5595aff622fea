using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Aspire.Dashboard.ConsoleLogs;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource wrote.</summary>
/// <param name="LineNumber">1 for the first.</param>
/// <param name="Content">The line.</param>
/// <param name="IsErrorMessage">Whether it came from the error stream.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>What the resources wrote; the newest 10,000 lines of each instance are kept.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _open = new(StringComparer.Ordinal);

    internal ResourceLogStore Store { get; } = new(TimeProvider.System);

    /// <summary>Is told of every line, in order.</summary>
    internal Action<string, LogLine>? Written { get; set; }

    /// <summary>A log whose lines stand among those of the resource.</summary>
    public ILogger GetLogger(IResource resource) => new LineLogger(this, ResourceInstances.Ids(resource)[0]);

    /// <summary>A log whose lines stand among those of the instance.</summary>
    public ILogger GetLogger(string resourceName) => new LineLogger(this, resourceName);

    /// <summary>The lines so far, then each new one, until the resource is complete.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(ResourceInstances.Ids(resource)[0]);

    /// <summary>The lines so far, then each new one, until the instance is complete.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName)
    {
        var end = _open.GetOrAdd(resourceName, _ => new CancellationTokenSource());
        await foreach (var lines in Until(Store.WatchAsync(resourceName, 0, end.Token), end.Token).ConfigureAwait(false))
        {
            yield return lines;
        }
    }

    /// <summary>The lines that are kept.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(ResourceInstances.Ids(resource)[0]);

    /// <summary>The lines that are kept.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return [.. Store.GetBacklog(resourceName).Select(Convert)];
    }

    /// <summary>Ends what watches the resource.</summary>
    public void Complete(IResource resource) => Complete(ResourceInstances.Ids(resource)[0]);

    /// <summary>Ends what watches the instance.</summary>
    public void Complete(string name)
    {
        if (_open.TryRemove(name, out var end))
        {
            end.Cancel();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (var name in _open.Keys)
        {
            Complete(name);
        }
    }

    internal void Write(string resourceId, string text, bool isError)
    {
        Store.Append(resourceId, text, isError);
        Written?.Invoke(resourceId, new LogLine(0, text, isError));
    }

    private static LogLine Convert(ResourceLogLine line) => new((int)line.Number, line.Text, line.IsError);

    private static async IAsyncEnumerable<IReadOnlyList<LogLine>> Until(IAsyncEnumerable<IReadOnlyList<ResourceLogLine>> source, [EnumeratorCancellation] CancellationToken end)
    {
        await using var lines = source.GetAsyncEnumerator(end);
        while (true)
        {
            try
            {
                if (!await lines.MoveNextAsync().ConfigureAwait(false))
                {
                    yield break;
                }
            }
            catch (OperationCanceledException)
            {
                yield break;
            }

            yield return [.. lines.Current.Select(Convert)];
        }
    }

    private sealed class LineLogger(ResourceLoggerService owner, string resourceId) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            owner.Write(resourceId, exception is null ? text : $"{text} {exception.Message}", logLevel >= LogLevel.Error);
        }
    }
}
