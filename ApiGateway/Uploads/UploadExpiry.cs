using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Uploads;

/// <summary>When an upload is there.</summary>
internal static class UploadExpiry
{
    /// <summary>Expiry of an upload that is being deleted: nothing brings it back.</summary>
    public static readonly DateTimeOffset Ended = DateTimeOffset.UnixEpoch;

    /// <summary>Those whose time is not over, or that a job may need.</summary>
    public static IQueryable<Upload> Present(this IQueryable<Upload> uploads, IdentityDb db, DateTimeOffset now) => uploads.Where(
        upload => upload.ExpiresAt > now || (upload.ExpiresAt > Ended && db.UploadUses.Any(use => use.UploadId == upload.Id)));
}
