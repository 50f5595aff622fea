using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.Operations.Incidents;

/// <summary>Reads incidents from rows with the columns of <c>IncidentStore.columns.sql</c>.</summary>
internal static class IncidentRows
{
    /// <summary>Reads an incident.</summary>
    public static IncidentRecord Read(NpgsqlDataReader reader)
    {
        var incident = new IncidentRecord
        {
            Id = reader.GetGuid(0).ToBytes(),
            Number = reader.GetInt64(1),
            Title = reader.GetString(2),
            Service = reader.GetString(3),
            Severity = (IncidentPriority)reader.GetInt16(4),
            State = (IncidentPhase)reader.GetInt16(5),
            DetectedAt = Timestamp.FromDateTimeOffset(reader.Time(6)),
            AcknowledgedAt = MomentOrNull(reader.TimeOrNull(7)),
            ResolvedAt = MomentOrNull(reader.TimeOrNull(8)),
            UpdatedAt = Timestamp.FromDateTimeOffset(reader.Time(9)),
            Revision = reader.GetInt64(10),
            Alerts = reader.GetInt32(11),
            Firing = reader.GetInt32(12),
            Inferred = reader.GetBoolean(13),
            ByHand = reader.GetBoolean(16),
        };
        if (!reader.IsDBNull(14))
        {
            incident.MergedInto = reader.GetInt64(14);
        }

        if (reader.TextOrNull(15) is { } person)
        {
            incident.AcknowledgedBy = person;
        }

        return incident;
    }

    /// <summary>Converts a moment that may be missing.</summary>
    public static Timestamp? MomentOrNull(DateTimeOffset? moment) => moment is { } at ? Timestamp.FromDateTimeOffset(at) : null;
}
