namespace Platform.Contracts.PublicApi;

/// <summary>Represents a pending or firing alert.</summary>
/// <param name="Name">The name of its rule.</param>
/// <param name="State"><c>pending</c> or <c>firing</c>.</param>
/// <param name="Severity"><c>critical</c>, <c>warning</c>, <c>info</c> or <c>none</c>.</param>
/// <param name="Service">The service concerned; null if it specifies none.</param>
/// <param name="Labels">All labels.</param>
/// <param name="Annotations">The summary, description, runbook and others.</param>
/// <param name="ActiveSince">Since when its condition has been true, UTC.</param>
/// <param name="Value">The last value of its expression.</param>
/// <param name="SilencedBy">The ids of the silences that suppress its notifications.</param>
/// <param name="IsInhibited">Whether another alert suppresses its notifications.</param>
public sealed record AlertResponse(
    string Name,
    string State,
    string Severity,
    string? Service,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    DateTimeOffset ActiveSince,
    string Value,
    IReadOnlyList<string> SilencedBy,
    bool IsInhibited);

/// <summary>Holds the pending and firing alerts.</summary>
/// <param name="Items">The alerts, critical ones first.</param>
/// <param name="KnowsSilences">Whether Alertmanager answered; if not, silences are unknown.</param>
public sealed record AlertsResponse(IReadOnlyList<AlertResponse> Items, bool KnowsSilences);

/// <summary>Selects the alerts of a silence by a label.</summary>
/// <param name="Name">The name of the label.</param>
/// <param name="Value">The value of the label, or a regular expression.</param>
/// <param name="IsRegex">Whether the value is a regular expression.</param>
/// <param name="IsEqual">False to select the alerts that do not match.</param>
public sealed record SilenceMatcher(string Name, string Value, bool IsRegex = false, bool IsEqual = true);

/// <summary>Suppresses the notifications of alerts for a while.</summary>
/// <param name="Matchers">The matchers, 1 to 20, all of which have to match.</param>
/// <param name="DurationMinutes">1 to 1,440.</param>
/// <param name="Comment">The reason, 3 to 500 characters.</param>
public sealed record CreateSilenceRequest(IReadOnlyList<SilenceMatcher> Matchers, int DurationMinutes, string Comment);

/// <summary>Represents a silence.</summary>
/// <param name="Id">The id in Alertmanager.</param>
/// <param name="State"><c>active</c>, <c>pending</c> or <c>expired</c>.</param>
/// <param name="Matchers">The matchers.</param>
/// <param name="StartsAt">The start, UTC.</param>
/// <param name="EndsAt">The end, UTC.</param>
/// <param name="CreatedBy">The user who created it.</param>
/// <param name="Comment">The reason.</param>
public sealed record SilenceResponse(
    string Id,
    string State,
    IReadOnlyList<SilenceMatcher> Matchers,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string CreatedBy,
    string Comment);
