using System.Diagnostics.Metrics;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.Connections;

/// <summary>
/// Exports Npgsql's pool measurements as <c>db_connection_pool_available</c> and <c>db_connection_pool_total</c>, because its statistics are not
/// public, and counts its connections.
/// </summary>
internal sealed class PostgresConnections : IConnectionSource, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Pool> _pools = new(StringComparer.Ordinal);
    private readonly DatabaseMetrics _database;
    private long _opened;
    private long _closed;

    public PostgresConnections(IMeterFactory meters, DatabaseMetrics database)
    {
        _database = database;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Npgsql"
                && instrument.Name is "db.client.connection.count" or "db.client.connection.max"
                    or "db.client.connection.npgsql.create_time" or "db.client.connection.npgsql.timeouts")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Observe(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Observe(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _opened));
        _listener.Start();

        var meter = meters.Create("Platform.Database");
        meter.CreateObservableGauge(
            "db.connection_pool.available",
            () => Measure(static pool => Math.Max(0, pool.Total - pool.Used)),
            "{connection}",
            "Connections that a pool can still provide: idle ones and ones that are not opened yet.");
        meter.CreateObservableGauge(
            "db.connection_pool.total",
            () => Measure(static pool => pool.Total),
            "{connection}",
            "Connections that a pool may open at most.");
    }

    public string Protocol => "postgres";

    public ConnectionCounts Read()
    {
        lock (_lock)
        {
            _listener.RecordObservableInstruments();
            var opened = Interlocked.Read(ref _opened);
            var active = _pools.Values.Sum(pool => pool.Used + pool.Idle);

            // Npgsql does not report closed connections: those that were opened and no longer exist have been closed.
            _closed = Math.Max(_closed, opened - active);
            return new(active, opened, _closed, _pools.Values.Sum(pool => pool.Timeouts) + _database.UnansweredCount);
        }
    }

    public void Dispose() => _listener.Dispose();

    private List<Measurement<long>> Measure(Func<Pool, long> which)
    {
        lock (_lock)
        {
            _listener.RecordObservableInstruments();
            return [.. _pools.Select(pool => new Measurement<long>(which(pool.Value), new KeyValuePair<string, object?>("pool", pool.Key)))];
        }
    }

    private void Observe(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? name = null;
        string? state = null;
        foreach (var tag in tags)
        {
            name = tag.Key == "db.client.connection.pool.name" ? tag.Value as string : name;
            state = tag.Key == "db.client.connection.state" ? tag.Value as string : state;
        }

        if (name is null)
        {
            return;
        }

        lock (_lock)
        {
            if (!_pools.TryGetValue(name, out var pool))
            {
                _pools[name] = pool = new Pool();
            }

            switch (instrument.Name)
            {
                case "db.client.connection.max":
                    pool.Total = value;
                    break;
                case "db.client.connection.count" when state == "used":
                    pool.Used = value;
                    break;
                case "db.client.connection.count":
                    pool.Idle = value;
                    break;
                default:
                    pool.Timeouts = instrument.IsObservable ? value : pool.Timeouts + value;
                    break;
            }
        }
    }

    private sealed class Pool
    {
        public long Total { get; set; }

        public long Used { get; set; }

        public long Idle { get; set; }

        public long Timeouts { get; set; }
    }
}
