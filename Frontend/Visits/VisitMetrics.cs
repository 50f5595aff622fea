using System.Diagnostics.Metrics;

namespace Platform.Frontend.Visits;

/// <summary>Records what visitors' browsers report.</summary>
internal sealed class VisitMetrics
{
    private readonly Histogram<double> _loads;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _refused;

    /// <summary>Creates the instruments.</summary>
    public VisitMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Platform.Page");
        InstrumentAdvice<double> advice = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };
        _loads = meter.CreateHistogram("page.load.duration", "s", "Time until a page was loaded, as browsers report it.", advice: advice);
        _errors = meter.CreateCounter<long>("page.errors", "{error}", "Unhandled errors of scripts, as browsers report them.");
        _lost = meter.CreateCounter<long>("page.circuits_lost", "{circuit}", "Live connections that were lost, by what became of the page, as browsers report it.");
        _refused = meter.CreateCounter<long>("page.visits_refused", "{report}", "Reports of browsers that were not taken, by reason.");
        foreach (var route in (string[])[.. VisitRoutes.All, VisitRoutes.Other])
        {
            _errors.Add(0, new KeyValuePair<string, object?>("route", route));
        }

        foreach (var outcome in (string[])["restored", "left"])
        {
            _lost.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        }

        foreach (var reason in (string[])["limit", "unreadable"])
        {
            _refused.Add(0, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    /// <summary>Counts a report that is not taken.</summary>
    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Records what a report tells of.</summary>
    public void Record(VisitEvent visit)
    {
        switch (visit.Kind)
        {
            case VisitKind.Load:
                _loads.Record(visit.Duration.TotalSeconds, new KeyValuePair<string, object?>("route", visit.Route));
                break;
            case VisitKind.Error:
                _errors.Add(1, new KeyValuePair<string, object?>("route", visit.Route));
                break;
            case VisitKind.CircuitRestored:
                _lost.Add(1, new KeyValuePair<string, object?>("outcome", "restored"));
                break;
            default:
                _lost.Add(1, new KeyValuePair<string, object?>("outcome", "left"));
                break;
        }
    }
}
