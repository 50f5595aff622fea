using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>Finds a user's upload for a job that wants to use it.</summary>
internal sealed class UploadLookup(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>How long an upload stays at least for a job that JobManager need not know yet.</summary>
    private static readonly TimeSpan s_submission = TimeSpan.FromHours(1);

    /// <summary>The upload, which from now on stays for the job; null when the user has none of that id.</summary>
    /// <param name="id">Of the upload.</param>
    /// <param name="owner">Whose it has to be.</param>
    /// <param name="job">Which will use it. When it is not submitted after all, nothing comes of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FoundUpload?> UseAsync(Guid id, Guid owner, Guid job, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = time.GetUtcNow();
        var found = await db.Uploads.AsNoTracking().Present(db, now)
            .Where(upload => upload.Id == id && upload.OwnerId == owner)
            .Select(upload => new FoundUpload(upload.FileName, upload.State == UploadState.Stored))
            .FirstOrDefaultAsync(cancellationToken);
        if (found is not { IsStored: true })
        {
            return found;
        }

        // Clean-up ends an upload by a change of the same row: either it is no longer due by then, or it is gone for this job.
        var used = await db.Database.ExecuteSqlAsync(
            $"""
            WITH kept AS (
                UPDATE identity.uploads SET expires_at = GREATEST(expires_at, {now + s_submission})
                WHERE id = {id} AND expires_at > {UploadExpiry.Ended}
                RETURNING id)
            INSERT INTO identity.upload_uses (upload_id, job_id) SELECT id, {job} FROM kept
            """,
            cancellationToken);
        return used == 1 ? found : null;
    }
}

/// <summary>An upload as a job sees it.</summary>
/// <param name="FileName">As the client named it.</param>
/// <param name="IsStored">Whether all of it is in object storage.</param>
internal sealed record FoundUpload(string? FileName, bool IsStored);
