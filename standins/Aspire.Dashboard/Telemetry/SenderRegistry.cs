namespace Aspire.Dashboard.Telemetry;

/// <summary>The senders seen so far. Beyond the limit, unknown ones share one entry.</summary>
internal sealed class SenderRegistry(int limit)
{
    private static readonly TelemetrySender Others = new("(others)", "", 0, []);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Service, string Instance), TelemetrySender> _known = [];
    private readonly Dictionary<string, int> _colours = new(StringComparer.Ordinal);

    public IReadOnlyList<TelemetrySender> Known
    {
        get
        {
            lock (_gate)
            {
                return [.. _known.Values.OrderBy(sender => sender.Service, StringComparer.Ordinal).ThenBy(sender => sender.Instance, StringComparer.Ordinal)];
            }
        }
    }

    public TelemetrySender Resolve(string service, string instance, KeyValuePair<string, string>[] attributes)
    {
        lock (_gate)
        {
            if (_known.TryGetValue((service, instance), out var known))
            {
                return known;
            }

            if (_known.Count >= limit)
            {
                return Others;
            }

            if (!_colours.TryGetValue(service, out var colour))
            {
                _colours.Add(service, colour = _colours.Count);
            }

            var sender = new TelemetrySender(service, instance, colour, attributes);
            _known.Add((service, instance), sender);
            return sender;
        }
    }

    /// <summary>True when the service has sent from more than one instance, so that its name alone does not tell which.</summary>
    public bool HasReplicas(string service)
    {
        lock (_gate)
        {
            return _known.Keys.Count(key => string.Equals(key.Service, service, StringComparison.Ordinal)) > 1;
        }
    }
}
