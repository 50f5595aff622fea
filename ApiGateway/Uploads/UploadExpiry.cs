using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>Decides which uploads are still available.</summary>
internal static class UploadExpiry
{
    /// <summary>The expiry of an upload that is being deleted, which cannot be undone.</summary>
    public static readonly DateTimeOffset Ended = DateTimeOffset.UnixEpoch;

    /// <summary>Selects the uploads that have not expired, or that a job may need.</summary>
    public static IQueryable<Upload> Present(this IQueryable<Upload> uploads, IdentityDb db, DateTimeOffset now) => uploads.Where(
        upload => upload.ExpiresAt > now || (upload.ExpiresAt > Ended && db.UploadUses.Any(use => use.UploadId == upload.Id)));
}
