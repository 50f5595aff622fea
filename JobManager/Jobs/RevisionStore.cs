using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.JobManager.Jobs;

/// <summary>Adds to the table <c>jobs.saved_revisions</c>: the kept revisions of captions, updated in the transaction of the edit.</summary>
internal sealed class RevisionStore(IOptions<RevisionOptions> options, TimeProvider time)
{
    // Who types for an hour would otherwise use up all revisions within minutes.
    private static readonly TimeSpan s_longestContinued = TimeSpan.FromMinutes(5);

    private static readonly string s_lockOwner = JobSql.Files.Read<RevisionStore>("lock-owner");
    private static readonly string s_keep = JobSql.Files.Read<RevisionStore>("keep");
    private static readonly string s_total = JobSql.Files.Read<RevisionStore>("total");

    /// <summary>The maximum size of all kept revisions of a user's captions, in bytes.</summary>
    public long MaxBytes => options.Value.BytesPerUser;

    /// <summary>Adds a revision and removes those that are dropped for it.</summary>
    /// <returns>The keys of the documents that are dropped; null if the owner's quota is exceeded: the transaction must then not be committed.</returns>
    public async Task<IReadOnlyList<string>?> TryKeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Job job, Guid actor, NewRevision revision, CancellationToken cancellationToken)
    {
        var owner = job.OwnerId.ToGuid();
        await using (var lockOwner = new NpgsqlCommand(s_lockOwner, connection, transaction))
        {
            lockOwner.Parameters.With(owner);
            await lockOwner.ExecuteNonQueryAsync(cancellationToken);
        }

        var now = time.GetUtcNow();
        var dropped = new List<string>();
        await using (var keep = new NpgsqlCommand(s_keep, connection, transaction))
        {
            keep.Parameters
                .With(job.Id.ToGuid())
                .With(revision.Number)
                .With(owner)
                .With(revision.ObjectKey)
                .With(revision.Bytes)
                // Who has a link types in the name of the actor, but is somebody else.
                .With(revision.LinkId.ToGuidOrNull() ?? actor)
                .With(now)
                .With(revision.IsAutosaved)
                .With(now - s_longestContinued)
                .With(ResultRevisions.Max - 2);
            await using var reader = await keep.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                dropped.Add(reader.GetString(0));
            }
        }

        await using var total = new NpgsqlCommand(s_total, connection, transaction);
        total.Parameters.With(owner);
        return (long)(await total.ExecuteScalarAsync(cancellationToken))! <= MaxBytes ? dropped : null;
    }
}
