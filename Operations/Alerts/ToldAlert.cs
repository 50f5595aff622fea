using Platform.Contracts.Internal;

namespace Platform.Operations.Alerts;

/// <summary>What Alertmanager tells of an alert: one time that a rule fired for one thing.</summary>
/// <param name="Fingerprint">Names the labels of the alert; with <paramref name="StartsAt"/> it names this time.</param>
/// <param name="StartsAt">When it began to fire.</param>
/// <param name="EndsAt">When it ended; null while it fires.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="Service">The service that it is about.</param>
/// <param name="Name">The name of its rule.</param>
/// <param name="Summary">What is wrong, in a line.</param>
/// <param name="Labels">The labels, as JSON.</param>
/// <param name="Annotations">The annotations, as JSON.</param>
internal sealed record ToldAlert(
    string Fingerprint,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    IncidentPriority Severity,
    string Service,
    string Name,
    string Summary,
    string Labels,
    string Annotations);
