using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

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
}
