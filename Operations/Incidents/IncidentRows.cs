using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Platform.Contracts;
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

    /// <summary>Reads an alert from a row of <c>IncidentStore.alerts.sql</c>.</summary>
    public static IncidentAlertRecord ReadAlert(NpgsqlDataReader reader)
    {
        var alert = new IncidentAlertRecord
        {
            Key = new AlertKey { Fingerprint = reader.GetString(0), StartsAt = Timestamp.FromDateTimeOffset(reader.Time(1)) },
            EndsAt = MomentOrNull(reader.TimeOrNull(2)),
            Inferred = reader.GetBoolean(3),
            Severity = (IncidentPriority)reader.GetInt16(4),
            Service = reader.GetString(5),
            Name = reader.GetString(6),
            Summary = reader.GetString(7),
        };
        alert.Labels.Add(Pairs(reader.GetString(8)));
        alert.Annotations.Add(Pairs(reader.GetString(9)));
        return alert;
    }

    /// <summary>Reads an entry of a timeline from a row of <c>IncidentStore.events.sql</c>.</summary>
    public static IncidentEventRecord ReadEvent(NpgsqlDataReader reader)
    {
        var entry = new IncidentEventRecord
        {
            Id = reader.GetGuid(0).ToBytes(),
            At = Timestamp.FromDateTimeOffset(reader.Time(1)),
            Kind = (IncidentEventKind)reader.GetInt16(2),
        };
        if (reader.ShortOrNull(3) is { } state)
        {
            entry.State = (IncidentPhase)state;
        }

        if (reader.TextOrNull(4) is { } person)
        {
            entry.Person = person;
        }

        if (reader.TextOrNull(5) is { } note)
        {
            entry.Note = note;
        }

        return entry;
    }

    /// <summary>Converts a moment that may be missing.</summary>
    public static Timestamp? MomentOrNull(DateTimeOffset? moment) => moment is { } at ? Timestamp.FromDateTimeOffset(at) : null;

    private static Dictionary<string, string> Pairs(string json) =>
        JsonSerializer.Deserialize(json, ContractsJson.Default.IReadOnlyDictionaryStringString)?.ToDictionary(StringComparer.Ordinal) ?? [];
}
