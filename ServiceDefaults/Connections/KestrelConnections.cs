using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Connections;

/// <summary>Counts the connections that clients have open to this service, from the measurements of Kestrel's meter.</summary>
internal sealed class KestrelConnections : IDisposable
{
    private readonly MeterListener _listener = new();

    public KestrelConnections(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // The meter factory is the meter's scope; another host in this process has its own.
            if (ReferenceEquals(instrument.Meter.Scope, meters))
            {
                object? state = instrument.Name switch
                {
                    "kestrel.active_connections" => Http,
                    "kestrel.upgraded_connections" => WebSockets,
                    "kestrel.connection.duration" or "kestrel.rejected_connections" => Http,
                    _ => null,
                };
                if (state is not null)
                {
                    listener.EnableMeasurementEvents(instrument, state);
                }
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (instrument, change, _, state) =>
        {
            var tally = (ConnectionTally)state!;
            if (instrument is Counter<long>)
            {
                tally.Failed(change);
            }
            else if (change > 0)
            {
                tally.Opened();
            }
            else
            {
                tally.Closed();
            }
        });
        _listener.SetMeasurementEventCallback<double>(static (_, _, tags, state) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "error.type")
                {
                    ((ConnectionTally)state!).Failed();
                }
            }
        });
        _listener.Start();
    }

    public ConnectionTally Http { get; } = new("http");

    public ConnectionTally WebSockets { get; } = new("websocket");

    public void Dispose() => _listener.Dispose();
}
