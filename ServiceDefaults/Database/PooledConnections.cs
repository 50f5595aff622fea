using Npgsql;

namespace Platform.ServiceDefaults.Database;

/// <summary>Opens connections of a pool before they are needed, because authenticating each costs processor time on both sides.</summary>
public static class PooledConnections
{
    /// <summary>Opens connections one after another, so that they do not compete for the processors, and leaves them in the pool.</summary>
    /// <param name="source">The pool.</param>
    /// <param name="count">How many are open afterwards, those that were open before included; at most as many as the pool may have.</param>
    /// <param name="cancellationToken">Cancels what has not been opened.</param>
    public static async Task OpenAsync(NpgsqlDataSource source, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var most = Math.Min(count, new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize);
        var open = new List<NpgsqlConnection>(most);
        try
        {
            while (open.Count < most)
            {
                open.Add(await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            foreach (var connection in open)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
