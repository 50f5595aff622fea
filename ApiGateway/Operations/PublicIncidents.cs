using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Operations;

/// <summary>Converts incidents to their public form.</summary>
internal static class PublicIncidents
{
    /// <summary>Converts an incident.</summary>
    public static IncidentResponse ToResponse(IncidentRecord incident) => new(
        incident.Number,
        incident.Title,
        incident.Service,
        (IncidentSeverity)(int)incident.Severity,
        (IncidentState)(int)incident.State,
        incident.DetectedAt.ToDateTimeOffset(),
        incident.AcknowledgedAt?.ToDateTimeOffset(),
        incident.HasAcknowledgedBy ? incident.AcknowledgedBy : null,
        incident.ResolvedAt?.ToDateTimeOffset(),
        incident.UpdatedAt.ToDateTimeOffset(),
        incident.Revision,
        incident.Alerts,
        incident.Firing,
        incident.Inferred,
        incident.ByHand,
        incident.HasMergedInto ? incident.MergedInto : null);

    /// <summary>Converts an incident with its alerts and its timeline.</summary>
    public static IncidentDetails ToResponse(IncidentDetail detail) => new(
        ToResponse(detail.Incident), [.. detail.Alerts.Select(ToResponse)], [.. detail.Events.Select(ToResponse)]);

    private static IncidentAlert ToResponse(IncidentAlertRecord alert) => new(
        alert.Key.Fingerprint,
        alert.Key.StartsAt.ToDateTimeOffset(),
        alert.EndsAt?.ToDateTimeOffset(),
        alert.Inferred,
        (IncidentSeverity)(int)alert.Severity,
        alert.Service,
        alert.Name,
        alert.Summary,
        alert.Labels.ToDictionary(StringComparer.Ordinal),
        alert.Annotations.ToDictionary(StringComparer.Ordinal));

    private static IncidentEvent ToResponse(IncidentEventRecord entry) => new(
        entry.Id.ToGuid(),
        entry.At.ToDateTimeOffset(),
        (IncidentEventType)(int)entry.Kind,
        entry.HasState ? (IncidentState)(int)entry.State : null,
        entry.HasPerson ? entry.Person : null,
        entry.HasNote ? entry.Note : null);
}
