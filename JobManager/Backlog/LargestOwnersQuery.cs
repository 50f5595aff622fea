using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Counts waiting jobs by owner. It goes over the same rows as the sample of the backlog (what waits, and what ended above the
/// low-water mark), so its cost grows with the backlog and not with the table; it is asked while much waits only.
/// </summary>
/// <remarks>
/// In the order of ids, or the index by owner would do as well for a planner that sees an empty table, and all that has ended is in it.
/// </remarks>
internal static class LargestOwnersQuery
{
    private const string Find =
        """
        SELECT w.owner_id, 2 * count(*) > $1, 2 * count(*) FILTER (WHERE w.short) > $2
        FROM (
            SELECT owner_id, true AS short FROM jobs.jobs WHERE id >= (SELECT id FROM jobs.low_water) AND state = 1 AND shelf IS NULL
            UNION ALL
            SELECT owner_id, kind = ANY ($3) FROM (SELECT owner_id, kind FROM jobs.jobs WHERE shelf = 1 AND state = 1 ORDER BY id OFFSET 0) s) w
        GROUP BY w.owner_id
        HAVING 2 * count(*) > $1 OR 2 * count(*) FILTER (WHERE w.short) > $2
        """;

    /// <param name="connection">One with pinned plans.</param>
    /// <param name="queued">All that are queued.</param>
    /// <param name="queuedShort">Those of short kinds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LargestOwners> FindAsync(NpgsqlConnection connection, long queued, long queuedShort, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(Find, connection);
        find.Parameters.With(queued).With(queuedShort).With(JobKindTable.ShortKinds, NpgsqlDbType.Array | NpgsqlDbType.Text);
        LargestOwners largest = LargestOwners.None;
        await using NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Guid owner = reader.GetGuid(0);
            largest = new LargestOwners(reader.GetBoolean(1) ? owner : largest.OfAll, reader.GetBoolean(2) ? owner : largest.OfShort);
        }

        return largest;
    }
}
