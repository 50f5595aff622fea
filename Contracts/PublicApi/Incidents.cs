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
