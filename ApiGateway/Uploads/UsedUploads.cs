using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Uploads;

/// <summary>Keeps uploads whose time is over for the jobs that have them: planned ones, and ended ones that are played or run again.</summary>
internal sealed class UsedUploads(IServiceProvider services, TimeProvider time)
{
    /// <summary>How often an upload that is kept is looked at again: for so long it stays after its last job is gone.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromHours(1);

    /// <summary>Most jobs that JobManager is asked about at a time.</summary>
    private const int Batch = 200;

    /// <summary>Keeps an upload that has expired if a job has it; else ends it, so that no job can take it any more.</summary>
    /// <returns>Whether it stays.</returns>
    /// <exception cref="Problems.ApiProblemException">JobManager does not answer: the upload stays as it is.</exception>
    public async Task<bool> KeepAsync(Upload upload, IdentityDb db, CancellationToken cancellationToken)
    {
        while (await db.UploadUses.Where(use => use.UploadId == upload.Id).OrderByDescending(use => use.JobId).Select(use => use.JobId).Take(Batch).ToListAsync(cancellationToken) is { Count: > 0 } jobs)
        {
            var known = await services.GetRequiredService<JobManagerClient>().SearchAsync(new JobSearch(new JobFilter(Ids: jobs), 1), cancellationToken);
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
