using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Platform.ApiGateway.Stats;

/// <summary>Counts requests with the instrument behind <c>http_requests_total</c>, so that both agree.</summary>
internal sealed class RequestTally(IMeterFactory meters) : IHostedService, IDisposable
{
    private static readonly string[] s_uncounted = ["/openapi/", "/docs", "/health", "/metrics", "unmatched", "static"];

    private readonly ConcurrentDictionary<(string Route, string Method, int Status), StrongBox> _counts = new();
    private readonly MeterListener _listener = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "http.requests" && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>Reads the counts so far, by route and method, and by status.</summary>
    public (long Total, Dictionary<string, IReadOnlyDictionary<string, long>> ByRoute, Dictionary<string, long> ByStatus) Read()
    {
        var counted = _counts.Where(c => !s_uncounted.Any(u => c.Key.Route.StartsWith(u, StringComparison.Ordinal)))
            .Select(c => (c.Key.Route, c.Key.Method, c.Key.Status, Count: Interlocked.Read(ref c.Value.Value))).Where(c => c.Count > 0).ToList();
        var byRoute = counted.GroupBy(c => c.Route, StringComparer.Ordinal).ToDictionary(
            r => r.Key,
            r => (IReadOnlyDictionary<string, long>)r.GroupBy(c => c.Method, StringComparer.Ordinal).ToDictionary(m => m.Key, m => m.Sum(c => c.Count), StringComparer.Ordinal),
            StringComparer.Ordinal);
        var byStatus = counted.GroupBy(c => c.Status).ToDictionary(s => s.Key.ToString(CultureInfo.InvariantCulture), s => s.Sum(c => c.Count), StringComparer.Ordinal);
        return (counted.Sum(c => c.Count), byRoute, byStatus);
    }

    private void Count(Instrument instrument, long measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var (route, method, status) = ("", "", 0);
        foreach (var tag in tags)
        {
            switch (tag.Key)
            {
                case "endpoint":
                    route = tag.Value as string ?? "";
                    break;
                case "method":
                    method = tag.Value as string ?? "";
                    break;
                case "code":
                    status = tag.Value is int number ? number : 0;
                    break;
            }
        }

        if (measurement > 0)
        {
            Interlocked.Add(ref _counts.GetOrAdd((route, method, status), static _ => new StrongBox()).Value, measurement);
        }
    }

    private sealed class StrongBox
    {
        public long Value;
    }
}
