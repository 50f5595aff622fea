namespace Platform.Contracts.PublicApi;

/// <summary>An alert that is pending or fires, as operators see it.</summary>
/// <param name="Name">Its rule's name.</param>
/// <param name="State"><c>pending</c> or <c>firing</c>.</param>
/// <param name="Severity"><c>critical</c>, <c>warning</c>, <c>info</c> or <c>none</c>.</param>
/// <param name="Service">The service concerned; null when it says none.</param>
/// <param name="Labels">All of its labels.</param>
/// <param name="Annotations">Summary, description, runbook and others.</param>
/// <param name="ActiveSince">Since when its condition holds, UTC.</param>
/// <param name="Value">The value that its expression gave last.</param>
/// <param name="SilencedBy">Ids of the silences that keep it from notifying.</param>
/// <param name="IsInhibited">Whether another alert keeps it from notifying.</param>
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

/// <summary>What is pending and what fires.</summary>
/// <param name="Items">The alerts, critical ones first.</param>
/// <param name="KnowsSilences">Whether Alertmanager could be asked; while not, nothing is known of silences.</param>
public sealed record AlertsResponse(IReadOnlyList<AlertResponse> Items, bool KnowsSilences);

/// <summary>Which alerts a silence is about.</summary>
/// <param name="Name">Name of a label.</param>
/// <param name="Value">Its value, or a pattern of it.</param>
/// <param name="IsRegex">Whether the value is a pattern.</param>
/// <param name="IsEqual">False for the alerts that it does not match.</param>
public sealed record SilenceMatcher(string Name, string Value, bool IsRegex = false, bool IsEqual = true);

/// <summary>Keeps alerts from notifying for a while.</summary>
/// <param name="Matchers">1 to 20; all of them have to match.</param>
/// <param name="DurationMinutes">1 to 1,440.</param>
/// <param name="Comment">Why; 3 to 500 characters.</param>
public sealed record CreateSilenceRequest(IReadOnlyList<SilenceMatcher> Matchers, int DurationMinutes, string Comment);

/// <summary>A silence.</summary>
/// <param name="Id">Alertmanager's id of it.</param>
/// <param name="State"><c>active</c>, <c>pending</c> or <c>expired</c>.</param>
/// <param name="Matchers">Which alerts it is about.</param>
/// <param name="StartsAt">UTC.</param>
/// <param name="EndsAt">UTC.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Comment">Why.</param>
public sealed record SilenceResponse(
    string Id,
    string State,
    IReadOnlyList<SilenceMatcher> Matchers,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string CreatedBy,
    string Comment);
