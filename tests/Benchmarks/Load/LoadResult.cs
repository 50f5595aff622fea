using Platform.Benchmarks.Measure;

namespace Platform.Benchmarks.Load;

/// <summary>The results of a run of load.</summary>
/// <param name="Accepted">Jobs answered with 202.</param>
/// <param name="Refused">Jobs answered with 429.</param>
/// <param name="Failed">Jobs with any other answer, or none.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Latency">Of each request, in milliseconds; at a steady rate counted from when it was due.</param>
internal sealed record LoadResult(long Accepted, long Refused, long Failed, TimeSpan Elapsed, Percentiles Latency)
{
    /// <summary>Ids of the accepted jobs with the moment their request was due; only where asked for.</summary>
    public IReadOnlyDictionary<Guid, DateTime>? Submitted { get; init; }

    public double AcceptedPerSecond => Accepted / Elapsed.TotalSeconds;
}
