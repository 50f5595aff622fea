using System.Diagnostics.Metrics;

namespace Platform.ServiceDefaults.Connections;

/// <summary>
/// Exports <c>active_connections</c>, <c>connections_opened_total</c>, <c>connections_closed_total</c> and <c>connections_errors_total</c> by
/// protocol.
/// </summary>
internal sealed class ConnectionMetrics
{
    private readonly (IConnectionSource Source, KeyValuePair<string, object?> Tag)[] _sources;

    public ConnectionMetrics(IMeterFactory meters, KestrelConnections server, IEnumerable<IConnectionSource> servers)
    {
        _sources = [.. servers.Prepend(server.WebSockets).Prepend(server.Http).Select(source => (source, new KeyValuePair<string, object?>("protocol", source.Protocol)))];
        var meter = meters.Create("Platform.Connections");
        meter.CreateObservableGauge("active_connections", () => Measure(static counts => counts.Active), "{connection}", "Connections that are open, by protocol.");
        meter.CreateObservableCounter("connections.opened", () => Measure(static counts => counts.Opened), "{connection}", "Connections that were opened, by protocol.");
        meter.CreateObservableCounter("connections.closed", () => Measure(static counts => counts.Closed), "{connection}", "Connections that were closed, by protocol.");
        meter.CreateObservableCounter("connections.errors", () => Measure(static counts => counts.Errors), "{error}", "Connections that could not be opened or broke, by protocol.");
    }

    private IEnumerable<Measurement<long>> Measure(Func<ConnectionCounts, long> which)
    {
        foreach (var (source, tag) in _sources)
        {
            yield return new(which(source.Read()), tag);
        }
    }
}
