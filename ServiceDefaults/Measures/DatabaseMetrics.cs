using System.Data.Common;
using System.Diagnostics.Metrics;
using Polly;
using Polly.CircuitBreaker;

namespace Platform.ServiceDefaults.Measures;

/// <summary>Records <c>db_query_duration_seconds{query_type}</c> and <c>db_errors_total{sqlstate_class}</c>.</summary>
public sealed class DatabaseMetrics
{
    private const string NoAnswer = "connection";

    // Indexed by QueryType.
    private static readonly KeyValuePair<string, object?>[] s_types =
        [.. ((string[])["select", "insert", "update", "delete", "other"]).Select(type => new KeyValuePair<string, object?>("query_type", type))];

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _errors;
    private readonly TimeProvider _time;
    private long _unansweredCount;

    /// <summary>Created by dependency injection.</summary>
    public DatabaseMetrics(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        var meter = meters.Create("Platform.Database");
        _duration = meter.CreateHistogram(
            "db.query.duration",
            "s",
            "Time of a round to the database, by what it mainly does.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .005, .01, .05, .1, .5, 1, 5] });
        _errors = meter.CreateCounter<long>("db.errors", "{error}", "Rounds to the database that failed, by class of SQLSTATE.");

        // The classes that occur: integrity violation, transaction rollback, insufficient resources, operator intervention.
        foreach (var known in (string[])[NoAnswer, "23", "40", "53", "57"])
        {
            _errors.Add(0, Class(known));
        }
    }

    /// <summary>Gets how many round trips failed because the server did not answer.</summary>
    internal long UnansweredCount => Interlocked.Read(ref _unansweredCount);

    /// <summary>Records a successful round trip.</summary>
    public void Record(QueryType type, TimeSpan took) => _duration.Record(took.TotalSeconds, s_types[(int)type]);

    /// <summary>
    /// Wraps a pipeline so that its round trips are measured: the duration of successful ones, retries included, and the failures of the others.
    /// </summary>
    public ResiliencePipeline Measure(ResiliencePipeline pipeline, QueryType type) => new ResiliencePipelineBuilder()
        .AddStrategy(_ => new MeasuredRound(this, type, _time))
        .AddPipeline(pipeline)
        .Build();

    /// <summary>Counts a failed round trip. One that an open circuit breaker rejected or its caller cancelled is not counted.</summary>
    public void Fail(Exception exception)
    {
        switch (exception)
        {
            case BrokenCircuitException:
            case OperationCanceledException { InnerException: not TimeoutException }:
                break;
            default:
                Fail((exception as DbException)?.SqlState);
                break;
        }
    }

    /// <summary>Counts a failed round trip.</summary>
    /// <param name="sqlState">The server's error code; null if the server did not answer.</param>
    public void Fail(string? sqlState)
    {
        if (sqlState is not { Length: 5 })
        {
            Interlocked.Increment(ref _unansweredCount);
        }

        _errors.Add(1, Class(sqlState is { Length: 5 } ? sqlState[..2] : NoAnswer));
    }

    private static KeyValuePair<string, object?> Class(string name) => new("sqlstate_class", name);
}
