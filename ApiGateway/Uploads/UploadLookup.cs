using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>Finds a user's upload for a job.</summary>
internal sealed class UploadLookup(IDbContextFactory<IdentityDb> databases, TimeProvider time)
{
    /// <summary>Finds an upload; null if the user has none of that id.</summary>
    /// <param name="id">The id of the upload.</param>
    /// <param name="owner">The owner of the upload.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    public async Task<FoundUpload?> FindAsync(Guid id, Guid owner, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        return await db.Uploads.AsNoTracking().Present(db, now)
            .Where(upload => upload.Id == id && upload.OwnerId == owner)
            .Select(upload => new FoundUpload(upload.FileName, upload.State == UploadState.Stored))
            .FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>Describes an upload for a job.</summary>
/// <param name="FileName">The file name that the client sent.</param>
/// <param name="IsStored">Whether all of it is in object storage.</param>
internal sealed record FoundUpload(string? FileName, bool IsStored);
