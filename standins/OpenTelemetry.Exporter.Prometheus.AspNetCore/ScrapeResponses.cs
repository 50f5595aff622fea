namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Gives scrapes their snapshot: one collection at a time, shared by all who wait for it and by those shortly after.</summary>
internal sealed class ScrapeResponses(PrometheusExporter exporter, int cacheMilliseconds, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<MetricSnapshot>? _current;
    private long _completedAt;

    /// <summary>How many collections there have been.</summary>
    public int Collections { get; private set; }

    public bool IsDisposed => exporter.IsDisposed;

    /// <exception cref="OperationCanceledException">The token was cancelled while another scrape's collection ran.</exception>
    public Task<MetricSnapshot> GetAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<MetricSnapshot> mine;
        lock (_lock)
        {
            if (_current is { } current && (!current.IsCompleted || IsFresh(current)))
            {
                return current.WaitAsync(cancellationToken);
            }

            mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _current = mine.Task;
            Collections++;
        }

        try
        {
            var snapshot = exporter.TakeSnapshot();
            lock (_lock)
            {
                _completedAt = time.GetTimestamp();
                mine.SetResult(snapshot);
            }
        }
        catch (Exception exception)
        {
            mine.SetException(exception);
        }

        return mine.Task.WaitAsync(cancellationToken);
    }

    private bool IsFresh(Task<MetricSnapshot> current) => current.IsCompletedSuccessfully
        && time.GetElapsedTime(_completedAt) < TimeSpan.FromMilliseconds(cacheMilliseconds);
}
