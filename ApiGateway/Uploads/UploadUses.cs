using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>Records which jobs use which uploads, before the jobs are submitted, and removes the records of jobs that were not accepted.</summary>
internal sealed partial class UploadUses(IDbContextFactory<IdentityDb> databases, IOptions<UploadOptions> options, TimeProvider time, ILogger<UploadUses> logger)
{
    /// <summary>The minimum time that an upload is kept for a job that JobManager may not know yet.</summary>
    private static readonly TimeSpan s_submission = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_maxReturnTime = TimeSpan.FromSeconds(5);

    /// <summary>Reserves uploads for jobs.</summary>
    /// <param name="uses">The jobs and their stored uploads.</param>
    /// <param name="cancellationToken">Cancels the operation; nothing is reserved then.</param>
    /// <returns>The jobs whose uploads are reserved; those of the others no longer exist.</returns>
    public async Task<HashSet<Guid>> TakeAsync(IReadOnlyCollection<UploadUse> uses, CancellationToken cancellationToken)
    {
        var (uploads, jobs) = Columns(uses);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);

            // The clean-up ends an upload by changing the same row: either it is no longer due, or it does not exist for these jobs. The query may
            // run twice because it is retried; rows are locked in order to avoid deadlocks between batches.
            var taken = await db.UploadUses.FromSql(
                $"""
                WITH present AS MATERIALIZED (
                    SELECT id FROM identity.uploads WHERE id = ANY ({uploads}) AND expires_at > {UploadExpiry.Ended} ORDER BY id FOR UPDATE),
                kept AS (
                    UPDATE identity.uploads AS upload SET expires_at = GREATEST(upload.expires_at, {time.GetUtcNow() + s_submission})
                    FROM present WHERE upload.id = present.id
                    RETURNING upload.id)
                INSERT INTO identity.upload_uses (upload_id, job_id)
                SELECT kept.id, wanted.job FROM unnest({uploads}, {jobs}) AS wanted (upload, job) JOIN kept ON kept.id = wanted.upload
                ON CONFLICT (upload_id, job_id) DO UPDATE SET job_id = EXCLUDED.job_id
                RETURNING upload_id, job_id
                """).AsNoTracking().ToListAsync(cancellationToken);
            return [.. taken.Select(use => use.JobId)];
        }
        catch
        {
            await ReleaseAsync(uses);
            throw;
        }
    }

    /// <summary>
    /// Removes the reservations of jobs that do not exist; an upload without any expires at its original time. Reservations that cannot be removed
    /// now are found when the upload expires.
    /// </summary>
    public async Task ReleaseAsync(IReadOnlyCollection<UploadUse> uses)
    {
        var (uploads, jobs) = Columns(uses);
        try
        {
            using var timeout = new CancellationTokenSource(s_maxReturnTime, time);
            await using var db = await databases.CreateDbContextAsync(timeout.Token);

            // One transaction. The rows are locked by a separate statement, so that the next one sees what others reserved in the meantime.
            await db.Database.ExecuteSqlAsync(
                $"""
                SELECT id FROM identity.uploads WHERE id = ANY ({uploads}) ORDER BY id FOR UPDATE;
                DELETE FROM identity.upload_uses AS used USING unnest({uploads}, {jobs}) AS gone (upload, job)
                WHERE used.upload_id = gone.upload AND used.job_id = gone.job;
                UPDATE identity.uploads AS upload SET expires_at = LEAST(upload.expires_at, upload.stored_at + {options.Value.Lifetime})
                WHERE upload.id = ANY ({uploads}) AND upload.expires_at > {UploadExpiry.Ended} AND upload.stored_at + {options.Value.Lifetime} > {time.GetUtcNow()}
                    AND NOT EXISTS (SELECT FROM identity.upload_uses AS used WHERE used.upload_id = upload.id)
                """,
                timeout.Token);
        }
        catch (Exception exception)
        {
            LogNotReleased(uses.Count, exception.Message);
        }
    }

    private static (Guid[] Uploads, Guid[] Jobs) Columns(IReadOnlyCollection<UploadUse> uses) =>
        ([.. uses.Select(use => use.UploadId)], [.. uses.Select(use => use.JobId)]);

    [LoggerMessage(1, LogLevel.Warning, "Upload reservations of {Count} refused jobs could not be removed and stay until the uploads expire: {Reason}")]
    private partial void LogNotReleased(int count, string reason);
}
