using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.Contracts.PublicApi;

/// <summary>Lists the states of an incident, in the order in which it usually has them. Only <see cref="Resolved"/> is final.</summary>
[JsonConverter(typeof(EnumNameConverter<IncidentState>))]
public enum IncidentState
{
    /// <summary>An alert fires, or somebody has opened it; nobody has said yet that they look at it.</summary>
    [JsonStringEnumMemberName("detected")]
    Detected = 1,

    /// <summary>Somebody looks at it.</summary>
    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged = 2,

    /// <summary>The cause is known.</summary>
    [JsonStringEnumMemberName("identified")]
    Identified = 3,

    /// <summary>Somebody repairs it.</summary>
    [JsonStringEnumMemberName("fixing")]
    Fixing = 4,

    /// <summary>It is repaired, and watched.</summary>
    [JsonStringEnumMemberName("monitoring")]
    Monitoring = 5,

    /// <summary>It is over.</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved = 6,
}

/// <summary>Lists how urgent an incident is.</summary>
[JsonConverter(typeof(EnumNameConverter<IncidentSeverity>))]
public enum IncidentSeverity
{
    /// <summary>At once: everything else waits.</summary>
    [JsonStringEnumMemberName("p1")]
    P1 = 1,

    /// <summary>Within the hour.</summary>
    [JsonStringEnumMemberName("p2")]
    P2 = 2,

    /// <summary>In business hours.</summary>
    [JsonStringEnumMemberName("p3")]
    P3 = 3,
}

/// <summary>Describes an incident without its alerts and its timeline.</summary>
/// <param name="Number">The number by which people name it.</param>
/// <param name="Title">What is wrong, in a line.</param>
/// <param name="Service">The service that it is about; <c>other</c> where no alert names one.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="State">The state.</param>
/// <param name="DetectedAt">When its first alert began to fire, or when it was opened.</param>
/// <param name="AcknowledgedAt">When somebody first said that they look at it.</param>
/// <param name="AcknowledgedBy">Who said so.</param>
/// <param name="ResolvedAt">When it was over.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Revision">Counts its changes; the ETag of the incident.</param>
/// <param name="Alerts">How many alerts it has.</param>
/// <param name="Firing">How many of them fire.</param>
/// <param name="Inferred">Whether an end was inferred because nobody told that an alert is over.</param>
/// <param name="ByHand">Whether somebody opened it.</param>
/// <param name="MergedInto">The number of the incident that it was merged into.</param>
public sealed record IncidentResponse(
    long Number,
    string Title,
    string Service,
    IncidentSeverity Severity,
    IncidentState State,
    DateTimeOffset DetectedAt,
    DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset UpdatedAt,
    long Revision,
    int Alerts,
    int Firing,
    bool Inferred,
    bool ByHand,
    long? MergedInto);

/// <summary>Describes an incident with its alerts and its timeline.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Alerts">Its alerts, at most 500, the oldest first.</param>
/// <param name="Events">Its timeline, the last 500 entries, the oldest first.</param>
public sealed record IncidentDetails(IncidentResponse Incident, IReadOnlyList<IncidentAlert> Alerts, IReadOnlyList<IncidentEvent> Events);

/// <summary>Describes an alert of an incident.</summary>
/// <param name="Fingerprint">The hash of its labels; with <paramref name="StartsAt"/> it names the alert.</param>
/// <param name="StartsAt">When it began to fire.</param>
/// <param name="EndsAt">When it ended; absent while it fires.</param>
/// <param name="Inferred">Whether its end was inferred, because nobody told of it.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="Service">The service that it is about.</param>
/// <param name="Name">The name of its rule.</param>
/// <param name="Summary">What is wrong, in a line.</param>
/// <param name="Labels">The labels.</param>
/// <param name="Annotations">The annotations, among them <c>runbook_url</c> and <c>dashboard_url</c>.</param>
public sealed record IncidentAlert(
    string Fingerprint,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    bool Inferred,
    IncidentSeverity Severity,
    string Service,
    string Name,
    string Summary,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations);

/// <summary>Lists what happens to incidents.</summary>
[JsonConverter(typeof(EnumNameConverter<IncidentEventType>))]
public enum IncidentEventType
{
    /// <summary>It began.</summary>
    [JsonStringEnumMemberName("opened")]
    Opened = 1,

    /// <summary>Another alert joined it.</summary>
    [JsonStringEnumMemberName("alert_fired")]
    AlertFired = 2,

    /// <summary>An alert of it ended.</summary>
    [JsonStringEnumMemberName("alert_resolved")]
    AlertResolved = 3,

    /// <summary>It has another state.</summary>
    [JsonStringEnumMemberName("state_changed")]
    StateChanged = 4,

    /// <summary>It has another severity.</summary>
    [JsonStringEnumMemberName("severity_changed")]
    SeverityChanged = 5,

    /// <summary>Somebody wrote something down.</summary>
    [JsonStringEnumMemberName("note")]
    Note = 6,

    /// <summary>Another incident was merged into it, or it was merged into another.</summary>
    [JsonStringEnumMemberName("merged")]
    Merged = 7,

    /// <summary>Alerts were split off to another incident, or it was made of such.</summary>
    [JsonStringEnumMemberName("split")]
    Split = 8,

    /// <summary>People were told.</summary>
    [JsonStringEnumMemberName("notified")]
    Notified = 9,

    /// <summary>Nobody acknowledged it in time, so that others were told.</summary>
    [JsonStringEnumMemberName("escalated")]
    Escalated = 10,
}

/// <summary>Describes an entry of an incident's timeline.</summary>
/// <param name="Id">The id.</param>
/// <param name="At">When it happened.</param>
/// <param name="Type">What happened.</param>
/// <param name="State">The state from then on; absent where it is no change of state.</param>
/// <param name="Person">Who did it; absent for the platform itself, <c>link</c> for who came by the link of a notification.</param>
/// <param name="Text">A text.</param>
public sealed record IncidentEvent(Guid Id, DateTimeOffset At, IncidentEventType Type, IncidentState? State, string? Person, string? Text);

/// <summary>Opens an incident of which no alert tells: <c>POST /operations/incidents</c>.</summary>
/// <param name="Title">What is wrong, in a line of 1 to 200 characters.</param>
/// <param name="Service">The service that it is about, 1 to 100 characters.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="Note">What is known, at most 4,000 characters.</param>
public sealed record CreateIncidentRequest(string Title, string Service, IncidentSeverity Severity, string? Note = null);

/// <summary>Changes an incident: <c>PATCH /operations/incidents/{number}</c>. What is omitted stays.</summary>
/// <param name="State">The state from then on.</param>
/// <param name="Severity">How urgent it is from then on.</param>
/// <param name="Title">What is wrong, in a line of 1 to 200 characters.</param>
/// <param name="Note">A text for the timeline, at most 4,000 characters.</param>
public sealed record EditIncidentRequest(IncidentState? State = null, IncidentSeverity? Severity = null, string? Title = null, string? Note = null);

/// <summary>Adds a text to the timeline of an incident: <c>POST /operations/incidents/{number}/notes</c>.</summary>
/// <param name="Text">1 to 4,000 characters.</param>
public sealed record AddNoteRequest(string Text);

/// <summary>Merges an incident into another: <c>POST /operations/incidents/{number}/merge</c>.</summary>
/// <param name="Into">The number of the other.</param>
public sealed record MergeIncidentRequest(long Into);

/// <summary>Moves alerts out of an incident into a new one: <c>POST /operations/incidents/{number}/split</c>.</summary>
/// <param name="Alerts">1 to 100 of its alerts, and not all.</param>
public sealed record SplitAlertsRequest(IReadOnlyList<AlertName> Alerts);

/// <summary>Names an alert of an incident.</summary>
/// <param name="Fingerprint">The hash of its labels.</param>
/// <param name="StartsAt">When it began to fire.</param>
public sealed record AlertName(string Fingerprint, DateTimeOffset StartsAt);

/// <summary>Acknowledges an incident by the link of a notification: <c>POST /operations/acknowledgements</c>.</summary>
/// <param name="Token">The token of the link.</param>
public sealed record AcknowledgeByLinkRequest(string Token);
