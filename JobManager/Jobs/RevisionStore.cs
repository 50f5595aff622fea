using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Jobs;

/// <summary>The table <c>jobs.revisions</c>: the sizes of kept revisions of captions, updated in the transaction of the edit.</summary>
internal sealed class RevisionStore(IOptions<RevisionOptions> options)
{
    private static readonly string s_lockOwner = JobSql.Files.Read<RevisionStore>("lock-owner");
    private static readonly string s_keep = JobSql.Files.Read<RevisionStore>("keep");
    private static readonly string s_total = JobSql.Files.Read<RevisionStore>("total");

    /// <summary>The maximum size of all kept revisions of a user's captions, in bytes.</summary>
    public long MaxBytes => options.Value.BytesPerUser;

    /// <summary>Stores the size of a new revision, and deletes those of the revisions that it displaces.</summary>
    /// <returns>True if the owner's quota is kept; otherwise the transaction must not be committed.</returns>
    public async Task<bool> TryKeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid job, Guid owner, long bytes, CancellationToken cancellationToken)
    {
        await using (var lockOwner = new NpgsqlCommand(s_lockOwner, connection, transaction))
        {
            lockOwner.Parameters.With(owner);
            await lockOwner.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var keep = new NpgsqlCommand(s_keep, connection, transaction))
        {
            keep.Parameters.With(job).With(owner).With(bytes).With(ResultRevisions.Max - 1);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var total = new NpgsqlCommand(s_total, connection, transaction);
        total.Parameters.With(owner);
        return (long)(await total.ExecuteScalarAsync(cancellationToken))! <= MaxBytes;
    }
}
