using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Jobs;

/// <summary>The table <c>jobs.revisions</c>: what the revisions of captions take that are kept, counted where the edit is committed.</summary>
internal sealed class RevisionStore(IOptions<RevisionOptions> options)
{
    // Of a user's edits one at a time: each sees what those before it took. The job's row is locked by then, and nothing else after it.
    private const string Lock = "SELECT pg_advisory_xact_lock(8103, hashtext($1::text))";

    private const string Keep =
        """
        INSERT INTO jobs.revisions AS r (job_id, owner_id, total_bytes, bytes) VALUES ($1, $2, $3, ARRAY[$3])
        ON CONFLICT (job_id) DO UPDATE SET (bytes, total_bytes) = (
            SELECT k.bytes, (SELECT sum(b)::bigint FROM unnest(k.bytes) AS b)
            FROM (SELECT (r.bytes || excluded.bytes)[greatest(1, cardinality(r.bytes) + 2 - $4):] AS bytes) k)
        """;

    private const string Total = "SELECT sum(total_bytes)::bigint FROM jobs.revisions WHERE owner_id = $1";

    /// <summary>Most bytes of a user.</summary>
    public long Most => options.Value.BytesPerUser;

    /// <summary>Counts a revision, and those no more that are dropped for it.</summary>
    /// <returns>Whether there is room for it; if not, nothing may be committed.</returns>
    public async Task<bool> TryKeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid job, Guid owner, long bytes, CancellationToken cancellationToken)
    {
        await using (var turn = new NpgsqlCommand(Lock, connection, transaction))
        {
            turn.Parameters.With(owner);
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var keep = new NpgsqlCommand(Keep, connection, transaction))
        {
            keep.Parameters.With(job).With(owner).With(bytes).With(ReplaceResult.MaxRevisions - 1);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var total = new NpgsqlCommand(Total, connection, transaction);
        total.Parameters.With(owner);
        return (long)(await total.ExecuteScalarAsync(cancellationToken))! <= Most;
    }
}
