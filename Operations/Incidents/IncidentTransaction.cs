using Npgsql;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Operations.Incidents;

/// <summary>A transaction that changes incidents. There is one at a time in the whole platform: what an alert belongs to depends on all others.</summary>
internal sealed class IncidentTransaction : IAsyncDisposable
{
    private static readonly string s_lock = OperationsSql.Files.Read<IncidentTransaction>("lock");

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private IncidentTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    /// <summary>Begins a transaction, after all others that change incidents have ended.</summary>
    public static async Task<IncidentTransaction> BeginAsync(OperationsDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.Query.OpenConnectionAsync(cancellationToken);
        try
        {
            var begun = new IncidentTransaction(connection, await connection.BeginTransactionAsync(cancellationToken));
            await begun.ExecuteAsync(s_lock, static _ => { }, cancellationToken);
            return begun;
        }
        catch
        {
            // It waited for too long: the pool gets its connection back, which ends the transaction.
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement, composed of constants.</param>
    /// <param name="fill">Adds the parameters.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>The number of changed rows.</returns>
    public async Task<int> ExecuteAsync(string sql, Action<NpgsqlParameterCollection> fill, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, fill);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads rows.</summary>
    /// <param name="sql">The statement, composed of constants.</param>
    /// <param name="fill">Adds the parameters.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public async Task<List<T>> ListAsync<T>(
        string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, fill);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Makes the changes last.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql, Action<NpgsqlParameterCollection> fill)
    {
#pragma warning disable CA2100 // Composed of constants.
        var command = new NpgsqlCommand(sql, _connection, _transaction);
#pragma warning restore CA2100
        fill(command.Parameters);
        return command;
    }
}
