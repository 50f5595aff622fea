using Npgsql;

namespace Platform.ServiceDefaults.Database;

/// <summary>Reads nullable columns and timestamps.</summary>
public static class ReaderExtensions
{
    /// <summary>Reads a text; null for SQL NULL.</summary>
    public static string? TextOrNull(this NpgsqlDataReader reader, int ordinal) =>
        IsNull(reader, ordinal) ? null : reader.GetString(ordinal);

    /// <summary>Reads an <c>integer</c>; null for SQL NULL.</summary>
    public static int? IntOrNull(this NpgsqlDataReader reader, int ordinal) =>
        IsNull(reader, ordinal) ? null : reader.GetInt32(ordinal);

    /// <summary>Reads a <c>uuid</c>; null for SQL NULL.</summary>
    public static Guid? GuidOrNull(this NpgsqlDataReader reader, int ordinal) =>
        IsNull(reader, ordinal) ? null : reader.GetGuid(ordinal);

    /// <summary>Reads a <c>smallint</c>; null for SQL NULL.</summary>
    public static short? ShortOrNull(this NpgsqlDataReader reader, int ordinal) =>
        IsNull(reader, ordinal) ? null : reader.GetInt16(ordinal);

    /// <summary>Reads a <c>timestamptz</c> in UTC; null for SQL NULL.</summary>
    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader reader, int ordinal) =>
        IsNull(reader, ordinal) ? null : reader.Time(ordinal);

    /// <summary>Reads a <c>timestamptz</c> in UTC.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader reader, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.GetFieldValue<DateTimeOffset>(ordinal);
    }

    private static bool IsNull(NpgsqlDataReader reader, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.IsDBNull(ordinal);
    }
}
