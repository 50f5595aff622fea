using System.Data.Common;
using System.Diagnostics.Metrics;
using Polly;
using Polly.CircuitBreaker;

namespace Platform.ServiceDefaults.Measures;

/// <summary><c>db_query_duration_seconds{query_type}</c> and <c>db_errors_total{sqlstate_class}</c>.</summary>
public sealed class DatabaseMetrics
{
    private const string Away = "connection";

    // By QueryType.
    private static readonly KeyValuePair<string, object?>[] Types =
        [.. ((string[])["select", "insert", "update", "delete", "other"]).Select(type => new KeyValuePair<string, object?>("query_type", type))];

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _errors;
    private readonly TimeProvider _time;
    private long _timesAway;

    /// <summary>Made by the service collection.</summary>
    public DatabaseMetrics(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        var meter = meters.Create("Platform.Database");
        _duration = meter.CreateHistogram(
            "db.query.duration",
            "s",
            "Time of a round to the database, by what it mainly does.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .005, .01, .025, .05, .1, .25, .5, 1, 5, 10] });
        _errors = meter.CreateCounter<long>("db.errors", "{error}", "Rounds to the database that failed, by class of SQLSTATE.");

        // The classes that happen: integrity, rolled back transactions, resources, operator intervention.
        foreach (var known in (string[])[Away, "23", "40", "53", "57"])
        {
            _errors.Add(0, Class(known));
        }
    }

    /// <summary>How many rounds failed because the server did not answer.</summary>
    internal long TimesAway => Interlocked.Read(ref _timesAway);

    /// <summary>Records a round that succeeded.</summary>
    public void Record(QueryType type, TimeSpan took) => _duration.Record(took.TotalSeconds, Types[(int)type]);

    /// <summary>The pipeline with its rounds measured: the time of those that succeed, retries included, and the failure of the others.</summary>
    public ResiliencePipeline Measure(ResiliencePipeline pipeline, QueryType type) => new ResiliencePipelineBuilder()
        .AddStrategy(_ => new MeasuredRound(this, type, _time))
        .AddPipeline(pipeline)
        .Build();

    /// <summary>Counts a round that failed. One that an open circuit breaker refused, or its caller cancelled, is none.</summary>
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

    /// <summary>Counts a round that failed.</summary>
    /// <param name="sqlState">The server's code for it; null where it did not answer.</param>
    public void Fail(string? sqlState)
    {
        if (sqlState is not { Length: 5 })
        {
            Interlocked.Increment(ref _timesAway);
        }

        _errors.Add(1, Class(sqlState is { Length: 5 } ? sqlState[..2] : Away));
    }

    private static KeyValuePair<string, object?> Class(string name) => new("sqlstate_class", name);
}
