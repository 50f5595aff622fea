using System.Globalization;
using Npgsql;

namespace Platform.Maintenance.Database;

/// <summary>Asks a database what is in it, without knowing the tables of any service.</summary>
internal static class Catalogue
{
    private const string Tables =
        """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        ORDER BY 1
        """;

    /// <summary>Opens a connection without a pool.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        // Large tables take their time to be counted.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            CommandTimeout = 0,
            ApplicationName = "maintenance",
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lists the tables of all services, with their schemas and quoted where need be.</summary>
    public static Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ListAsync(connection, Tables, cancellationToken);

    /// <summary>Counts the rows of each table.</summary>
    public static async Task<SortedDictionary<string, long>> CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in await TablesAsync(connection, cancellationToken))
        {
            var count = await ListAsync(connection, $"SELECT count(*)::text FROM {table}", cancellationToken);
            counts.Add(table, long.Parse(count[0], CultureInfo.InvariantCulture));
        }

        return counts;
    }

    /// <summary>Reads the first column of a statement's rows, a text.</summary>
    public static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants, and names that the server has quoted.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>Runs statements in one transaction.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants, and names that are quoted.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Quotes a name.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
