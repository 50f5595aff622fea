using System.Data;
using Npgsql;

namespace Platform.Maintenance.Database;

/// <summary>
/// Holds one moment of the database, which other sessions can see, too: what is dumped and what is counted are the same rows, whatever is written
/// meanwhile.
/// </summary>
internal sealed class DatabaseSnapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private DatabaseSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, string id, string serverVersion)
    {
        _connection = connection;
        _transaction = transaction;
        Id = id;
        ServerVersion = serverVersion;
    }

    /// <summary>Gets the name by which other sessions see the same moment.</summary>
    public string Id { get; }

    /// <summary>Gets the version of the server.</summary>
    public string ServerVersion { get; }

    /// <summary>Takes the moment, which lasts until this is disposed.</summary>
    public static async Task<DatabaseSnapshot> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = await Catalogue.OpenAsync(connectionString, cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var id = (await Catalogue.ListAsync(connection, "SELECT pg_export_snapshot()", cancellationToken))[0];
            return new(connection, transaction, id, connection.PostgreSqlVersion.ToString());
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Counts the rows of all tables.</summary>
    public Task<SortedDictionary<string, long>> CountAsync(CancellationToken cancellationToken) => Catalogue.CountAsync(_connection, cancellationToken);

    /// <summary>Lists the roles without a password of their own to which something in the database belongs, or that may use it.</summary>
    public Task<List<string>> RolesAsync(CancellationToken cancellationToken) => Catalogue.ListAsync(
        _connection,
        """
        SELECT DISTINCT r.rolname
        FROM pg_shdepend d
        JOIN pg_roles r ON r.oid = d.refobjid
        WHERE d.refclassid = 'pg_authid'::regclass
            AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND NOT r.rolcanlogin AND r.rolname !~ '^pg_'
        ORDER BY 1
        """,
        cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
