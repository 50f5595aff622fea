using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;

namespace Platform.ApiGateway.Uploads;

/// <summary>Keeps expired uploads for the jobs that use them: scheduled ones, and ended ones that are played or retried.</summary>
internal sealed class UsedUploads(JobManagerClient jobManager, TimeProvider time)
{
    /// <summary>The pause between two checks of a kept upload, which is also how long it is kept at most after its last job was deleted.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromHours(1);

    /// <summary>The maximum number of jobs in one query to JobManager.</summary>
    private const int Batch = 200;

    /// <summary>Keeps an expired upload if a job uses it; else marks it as ended, so that no job can use it any more.</summary>
    /// <returns>Whether it is kept.</returns>
    /// <exception cref="Problems.ApiProblemException">JobManager is unavailable: the upload is not changed.</exception>
    public async Task<bool> KeepAsync(Upload upload, IdentityDb db, CancellationToken cancellationToken)
    {
        while (await db.UploadUses.Where(use => use.UploadId == upload.Id).OrderByDescending(use => use.JobId).Select(use => use.JobId).Take(Batch).ToListAsync(cancellationToken) is { Count: > 0 } jobs)
        {
            var known = await jobManager.SearchAsync(new JobSearch(new JobCriteria(Ids: jobs), 1), cancellationToken);
            if (known.Jobs.Count > 0)
            {
                var until = time.GetUtcNow() + s_again;
                await db.Uploads.Where(u => u.Id == upload.Id && u.ExpiresAt < until).ExecuteUpdateAsync(s => s.SetProperty(u => u.ExpiresAt, until), cancellationToken);
                return true;
            }

            // A job that JobManager does not know yet has taken the upload by a change of its expiry: what was asked about it is out of date.
            var gone = await db.UploadUses
                .Where(use => use.UploadId == upload.Id && jobs.Contains(use.JobId) && db.Uploads.Any(u => u.Id == upload.Id && u.ExpiresAt == upload.ExpiresAt))
                .ExecuteDeleteAsync(cancellationToken);
            if (gone == 0)
            {
                return true;
            }
        }

        var ended = await db.Uploads.Where(u => u.Id == upload.Id && u.ExpiresAt == upload.ExpiresAt).ExecuteUpdateAsync(s => s.SetProperty(u => u.ExpiresAt, UploadExpiry.Ended), cancellationToken);
        return ended == 0;
    }
}
