using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Records <c>cache_requests_total{result}</c> and <c>cache_operation_duration_seconds{operation}</c>.</summary>
public sealed class CacheMetrics
{
    // Indexed by CacheResult and CacheOperation.
    private static readonly KeyValuePair<string, object?>[] s_results = Tags("result", "hit", "miss", "error");
    private static readonly KeyValuePair<string, object?>[] s_operations = Tags("operation", "get", "set", "delete", "expire");

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly TimeProvider _time;

    /// <summary>Created by dependency injection.</summary>
    public CacheMetrics(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        var meter = meters.Create("Platform.Cache");
        _requests = meter.CreateCounter<long>("cache.requests", "{request}", "Questions to a cache, by whether it could answer.");
        _duration = meter.CreateHistogram(
            "cache.operation.duration",
            "s",
            "Time of a cache's operation.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .005, .01, .1, 1] });
        foreach (var result in s_results)
        {
            _requests.Add(0, result);
        }
    }

    /// <summary>Gets a timestamp to pass to <see cref="RecordLookup"/> or <see cref="RecordOperation"/> later.</summary>
    public long Start() => _time.GetTimestamp();

    /// <summary>Counts a cache look-up and records its duration.</summary>
    public void RecordLookup(CacheResult result, long start)
    {
        _requests.Add(1, s_results[(int)result]);
        RecordOperation(CacheOperation.Get, start);
    }

    /// <summary>Records the duration of an operation.</summary>
    public void RecordOperation(CacheOperation operation, long start) => _duration.Record(_time.GetElapsedTime(start).TotalSeconds, s_operations[(int)operation]);

    private static KeyValuePair<string, object?>[] Tags(string key, params string[] values) =>
        Array.ConvertAll(values, value => new KeyValuePair<string, object?>(key, value));
}
