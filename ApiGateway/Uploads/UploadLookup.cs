using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>Finds a user's upload for a job that wants to use it.</summary>
internal sealed class UploadLookup(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>The upload; null when the user has none of that id.</summary>
    /// <param name="id">Of the upload.</param>
    /// <param name="owner">Whose it has to be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FoundUpload?> FindAsync(Guid id, Guid owner, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = time.GetUtcNow();
        return await db.Uploads.AsNoTracking().Present(db, now)
            .Where(upload => upload.Id == id && upload.OwnerId == owner)
            .Select(upload => new FoundUpload(upload.FileName, upload.State == UploadState.Stored))
            .FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>An upload as a job sees it.</summary>
/// <param name="FileName">As the client named it.</param>
/// <param name="IsStored">Whether all of it is in object storage.</param>
internal sealed record FoundUpload(string? FileName, bool IsStored);
