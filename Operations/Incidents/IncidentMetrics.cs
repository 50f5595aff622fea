using System.Diagnostics.Metrics;
using Platform.Contracts.Internal;

namespace Platform.Operations.Incidents;

/// <summary>Records how many incidents are open, and how long it took to acknowledge and to resolve them.</summary>
internal sealed class IncidentMetrics
{
    private static readonly IncidentPriority[] s_severities = [IncidentPriority.P1, IncidentPriority.P2, IncidentPriority.P3];

    private readonly Histogram<double> _acknowledged;
    private readonly Histogram<double> _resolved;
    private volatile OpenIncidents _open = new([0, 0, 0], 0);

    /// <summary>Creates the instruments.</summary>
    public IncidentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Platform.Operations");
        meter.CreateObservableGauge("incidents.open", Open, "{incident}", "Incidents that are not resolved, by severity.");
        meter.CreateObservableGauge("incidents.unacknowledged.age", () => _open.OldestSeconds, "s", "Age of the oldest incident that nobody has acknowledged in time.");
        InstrumentAdvice<double> advice = new() { HistogramBucketBoundaries = [60, 300, 900, 1800, 3600, 7200, 14400, 43200, 86400] };
        _acknowledged = meter.CreateHistogram("incident.acknowledgement", "s", "Time from the detection of an incident until somebody acknowledged it.", advice: advice);
        _resolved = meter.CreateHistogram("incident.resolution", "s", "Time from the detection of an incident until it was resolved.", advice: advice);
    }

    /// <summary>Stores what is open.</summary>
    public void Store(OpenIncidents open) => _open = open;

    /// <summary>Records that somebody acknowledged an incident.</summary>
    public void Acknowledged(IncidentPriority severity, TimeSpan after) => _acknowledged.Record(Math.Max(0, after.TotalSeconds), Label(severity));

    /// <summary>Records that an incident was resolved.</summary>
    public void Resolved(IncidentPriority severity, TimeSpan after) => _resolved.Record(Math.Max(0, after.TotalSeconds), Label(severity));

    private static KeyValuePair<string, object?> Label(IncidentPriority severity) => new("severity", severity.ToString().ToLowerInvariant());

    private IEnumerable<Measurement<long>> Open() => s_severities.Select((severity, i) => new Measurement<long>(_open.Counts[i], Label(severity)));
}

/// <summary>Holds what is open.</summary>
/// <param name="Counts">The number of open incidents of P1, P2 and P3.</param>
/// <param name="OldestSeconds">The age of the oldest one that was escalated and that nobody has acknowledged; 0 without one.</param>
internal sealed record OpenIncidents(IReadOnlyList<long> Counts, double OldestSeconds);
