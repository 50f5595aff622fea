using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Operations;

/// <summary>Names what the API says of incidents in the page's language.</summary>
internal static class IncidentWords
{
    /// <summary>Gets the states that people choose among, in their usual order.</summary>
    public static IReadOnlyList<IncidentState> States { get; } = Enum.GetValues<IncidentState>();

    /// <summary>Names a state.</summary>
    public static string Of(IncidentState state) => state switch
    {
        IncidentState.Detected => Words.IncidentDetected,
        IncidentState.Acknowledged => Words.IncidentAcknowledged,
        IncidentState.Identified => Words.IncidentIdentified,
        IncidentState.Fixing => Words.IncidentFixing,
        IncidentState.Monitoring => Words.IncidentMonitoring,
        _ => Words.IncidentResolved,
    };

    /// <summary>Says what happened.</summary>
    public static string Of(IncidentEvent happened) => happened.Type switch
    {
        IncidentEventType.Opened => Words.IncidentOpened,
        IncidentEventType.AlertFired => Words.IncidentAlertFired,
        IncidentEventType.AlertResolved => Words.IncidentAlertEnded,
        IncidentEventType.StateChanged => happened.State is { } state ? Phrase.Format(Words.IncidentIsNow, Of(state)) : Words.IncidentNoted,
        IncidentEventType.SeverityChanged => Words.IncidentSeverityChanged,
        IncidentEventType.Merged => Words.IncidentMerged,
        IncidentEventType.Split => Words.IncidentSplit,
        IncidentEventType.Notified => Words.IncidentNotified,
        IncidentEventType.Escalated => Words.IncidentEscalated,
        _ => Words.IncidentNoted,
    };

    /// <summary>Names who did it; null for the platform itself.</summary>
    public static string? PersonOf(IncidentEvent happened) => happened.Person == "link" ? Words.IncidentByLink : happened.Person;

    /// <summary>Gets the class by which a severity has its colour.</summary>
    public static string ClassOf(IncidentSeverity severity) => severity switch
    {
        IncidentSeverity.P1 => "severity-critical",
        IncidentSeverity.P2 => "severity-warning",
        _ => "severity-info",
    };
}
