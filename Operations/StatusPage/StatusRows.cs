using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Operations.Incidents;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.Operations.StatusPage;

/// <summary>Reads what the public may know from rows of the statements of <see cref="StatusStore"/>.</summary>
internal static class StatusRows
{
    /// <summary>Reads a row of <c>StatusStore.notices.sql</c>.</summary>
    public static StatusNotice ReadNotice(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0).ToBytes(),
        Title = reader.GetString(1),
        Parts = { PartsOf(reader, 2) },
        Level = (StatusLevel)reader.GetInt16(3),
        Stage = (StatusStage)reader.GetInt16(4),
        BegunAt = Timestamp.FromDateTimeOffset(reader.Time(5)),
        UpdatedAt = Timestamp.FromDateTimeOffset(reader.Time(6)),
    };

    /// <summary>Reads a row of <c>StatusStore.updates.sql</c>, with the id of the notice that it belongs to.</summary>
    public static (ByteString Notice, StatusUpdate Update) ReadUpdate(NpgsqlDataReader reader) => (reader.GetGuid(0).ToBytes(), new StatusUpdate
    {
        Id = reader.GetGuid(1).ToBytes(),
        At = Timestamp.FromDateTimeOffset(reader.Time(2)),
        Stage = (StatusStage)reader.GetInt16(3),
        Text = reader.GetString(4),
    });

    /// <summary>Reads a row of <c>StatusStore.works.sql</c>.</summary>
    public static StatusWork ReadWork(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0).ToBytes(),
        Title = reader.GetString(1),
        Text = reader.GetString(2),
        Parts = { PartsOf(reader, 3) },
        StartsAt = Timestamp.FromDateTimeOffset(reader.Time(4)),
        EndsAt = Timestamp.FromDateTimeOffset(reader.Time(5)),
        EndedAt = IncidentRows.MomentOrNull(reader.TimeOrNull(6)),
    };

    /// <summary>Reads a row of <c>StatusStore.days.sql</c>.</summary>
    public static (StatusPart Part, StatusDay Day) ReadDay(NpgsqlDataReader reader) => ((StatusPart)reader.GetInt16(0), new StatusDay
    {
        Day = reader.GetInt32(1),
        Up = reader.GetInt16(2),
        Maintenance = reader.GetInt16(3),
        Degraded = reader.GetInt16(4),
        Down = reader.GetInt16(5),
    });

    private static IEnumerable<StatusPart> PartsOf(NpgsqlDataReader reader, int ordinal) =>
        reader.GetFieldValue<short[]>(ordinal).Select(part => (StatusPart)part);
}
