using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Counts waiting jobs by owner. It goes over the same rows as the sample of the backlog (what waits, and what ended above the
/// low-water mark), so its cost grows with the backlog and not with the table; it is asked while much waits only.
/// </summary>
internal static class LargestOwnersQuery
{
    private static readonly string s_find = JobSql.Files.Read(typeof(LargestOwnersQuery), "find");

    /// <param name="connection">One with pinned plans.</param>
    /// <param name="queued">All that are queued.</param>
    /// <param name="queuedShort">Those of short kinds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LargestOwners> FindAsync(NpgsqlConnection connection, long queued, long queuedShort, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(s_find, connection);
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
