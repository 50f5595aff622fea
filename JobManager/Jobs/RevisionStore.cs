using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Jobs;

/// <summary>The table <c>jobs.revisions</c>: what the revisions of captions take that are kept, counted where the edit is committed.</summary>
internal sealed class RevisionStore(IOptions<RevisionOptions> options)
{
    private static readonly string s_lockOwner = JobSql.Files.Read<RevisionStore>("lock-owner");
    private static readonly string s_keep = JobSql.Files.Read<RevisionStore>("keep");
    private static readonly string s_total = JobSql.Files.Read<RevisionStore>("total");

    /// <summary>Most bytes of a user.</summary>
    public long Most => options.Value.BytesPerUser;

    /// <summary>Counts a revision, and those no more that are dropped for it.</summary>
    /// <returns>Whether there is room for it; if not, nothing may be committed.</returns>
    public async Task<bool> TryKeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid job, Guid owner, long bytes, CancellationToken cancellationToken)
    {
        await using (var turn = new NpgsqlCommand(s_lockOwner, connection, transaction))
        {
            turn.Parameters.With(owner);
            await turn.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var keep = new NpgsqlCommand(s_keep, connection, transaction))
        {
            keep.Parameters.With(job).With(owner).With(bytes).With(ResultRevisions.Max - 1);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var total = new NpgsqlCommand(s_total, connection, transaction);
        total.Parameters.With(owner);
        return (long)(await total.ExecuteScalarAsync(cancellationToken))! <= Most;
    }
}
