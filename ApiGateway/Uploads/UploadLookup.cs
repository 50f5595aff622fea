using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>Finds a user's upload for a job that wants to use it.</summary>
internal sealed class UploadLookup(IServiceScopeFactory scopes)
{
    /// <summary>The upload; null when the user has none of that id.</summary>
    public async Task<FoundUpload?> FindAsync(Guid id, Guid owner, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdentityDb>().Uploads
            .Where(u => u.Id == id && u.OwnerId == owner)
            .Select(u => new FoundUpload(u.FileName, u.State == UploadState.Stored))
            .FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>An upload as a job sees it.</summary>
/// <param name="FileName">As the client named it.</param>
/// <param name="IsStored">Whether all of it is in object storage.</param>
internal sealed record FoundUpload(string? FileName, bool IsStored);
