using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>Which jobs have which uploads: written down before jobs are submitted, and taken back where nothing came of them.</summary>
internal sealed partial class UploadUses(IServiceScopeFactory scopes, IOptions<UploadOptions> options, TimeProvider time, ILogger<UploadUses> logger)
{
    /// <summary>How long an upload stays at least for a job that JobManager need not know yet.</summary>
    private static readonly TimeSpan s_submission = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_maxReturnTime = TimeSpan.FromSeconds(5);

    /// <summary>Keeps uploads for jobs, from now on.</summary>
    /// <param name="uses">Which, of uploads that are stored.</param>
    /// <param name="cancellationToken">Gives up; then nothing is kept.</param>
    /// <returns>The jobs whose upload stays; those of the others are gone by now.</returns>
    public async Task<HashSet<Guid>> TakeAsync(IReadOnlyCollection<UploadUse> uses, CancellationToken cancellationToken)
    {
        var (uploads, jobs) = Columns(uses);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();

            // Clean-up ends an upload by a change of the same row: either it is no longer due by then, or it is gone for these jobs.
            // It may run twice, as a query that is tried again; rows are locked in order, so that batches do not wait for each other.
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
            await GiveBackAsync(uses);
            throw;
        }
    }

    /// <summary>
    /// Takes back what was kept for jobs that there are not; an upload that no other has then ends when it was to. What cannot be taken back
    /// now is found when the upload's time is over.
    /// </summary>
    public async Task GiveBackAsync(IReadOnlyCollection<UploadUse> uses)
    {
        var (uploads, jobs) = Columns(uses);
        try
        {
            using var timeout = new CancellationTokenSource(s_maxReturnTime, time);
            await using var scope = scopes.CreateAsyncScope();

            // One transaction. The rows are locked by a statement of its own, so that the last one sees what others took meanwhile.
            await scope.ServiceProvider.GetRequiredService<IdentityDb>().Database.ExecuteSqlAsync(
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
            LogNotGivenBack(uses.Count, exception.Message);
        }
    }

    private static (Guid[] Uploads, Guid[] Jobs) Columns(IReadOnlyCollection<UploadUse> uses) =>
        ([.. uses.Select(use => use.UploadId)], [.. uses.Select(use => use.JobId)]);

    [LoggerMessage(1, LogLevel.Warning, "Uses of uploads by {Count} jobs that were refused stay until the uploads expire: {Reason}")]
    private partial void LogNotGivenBack(int count, string reason);
}
