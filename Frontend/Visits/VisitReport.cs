using System.Globalization;

namespace Platform.Frontend.Visits;

/// <summary>Reads what a report tells of. Whatever it contains, no more comes of it than a few events with known routes.</summary>
internal static class VisitReport
{
    /// <summary>The maximum number of events of a report.</summary>
    public const int MaxEvents = 20;

    /// <summary>The name of the attribute with the page.</summary>
    public const string RouteAttribute = "page.route";

    /// <summary>The longest duration that is believed.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>Reads a report; null if it tells of nothing that is known, or of too much.</summary>
    public static IReadOnlyList<VisitEvent>? Read(OtlpTraces? report)
    {
        var spans = (report?.ResourceSpans ?? []).SelectMany(static resource => resource?.ScopeSpans ?? [])
            .SelectMany(static scope => scope?.Spans ?? []).Take(MaxEvents + 1).ToList();
        if (spans.Count > MaxEvents)
        {
            return null;
        }

        var events = spans.Select(EventOf).OfType<VisitEvent>().ToList();
        return events.Count > 0 ? events : null;
    }

    private static VisitEvent? EventOf(OtlpSpan? span)
    {
        VisitKind? kind = span?.Name switch
        {
            "page.load" => VisitKind.Load,
            "page.error" => VisitKind.Error,
            "page.circuit.restored" => VisitKind.CircuitRestored,
            "page.circuit.left" => VisitKind.CircuitLeft,
            _ => null,
        };
        return kind is { } known && DurationOf(span!) is { } duration
            ? new VisitEvent(known, VisitRoutes.Label(span!.Attributes?.FirstOrDefault(static attribute => attribute?.Key == RouteAttribute)?.Value?.StringValue), duration)
            : null;
    }

    private static TimeSpan? DurationOf(OtlpSpan span)
    {
        if (!long.TryParse(span.StartTimeUnixNano, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || !long.TryParse(span.EndTimeUnixNano, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            || end < start)
        {
            return null;
        }

        // Neither is negative, so that the difference is none that overflows.
        var duration = TimeSpan.FromTicks((end - start) / TimeSpan.NanosecondsPerTick);
        return duration <= s_longest ? duration : null;
    }
}
