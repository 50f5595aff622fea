using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Finds the owners with the majority of the queued jobs. It reads the same rows as the backlog sample, so its cost grows with the backlog and
/// not with the table. It runs only while the backlog is large.
/// </summary>
internal static class LargestOwnersQuery
{
    private static readonly string s_find = JobSql.Files.Read(typeof(LargestOwnersQuery), "find");

    /// <summary>Finds the owners.</summary>
    /// <param name="connection">A connection with pinned query plans.</param>
    /// <param name="queued">The number of all queued jobs.</param>
    /// <param name="queuedShort">The number of queued short jobs.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<LargestOwners> FindAsync(NpgsqlConnection connection, long queued, long queuedShort, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(s_find, connection);
        find.Parameters.With(queued).With(queuedShort).With(JobKindTable.ShortKinds, NpgsqlDbType.Array | NpgsqlDbType.Text);
        var largest = LargestOwners.None;
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var owner = reader.GetGuid(0);
            largest = new LargestOwners(reader.GetBoolean(1) ? owner : largest.OfAll, reader.GetBoolean(2) ? owner : largest.OfShort);
        }

        return largest;
    }
}
