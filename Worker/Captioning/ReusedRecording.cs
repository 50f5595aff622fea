using Platform.ObjectStorage;

namespace Platform.Worker.Captioning;

/// <summary>Reuses the recording that another job has fetched.</summary>
internal static class ReusedRecording
{
    /// <summary>
    /// Copies the recording, so that either job can be deleted without the other. Returns null if it no longer exists and has to be fetched.
    /// </summary>
    public static async Task<ObjectInfo?> CopyAsync(IObjectStore store, string from, string to, CancellationToken cancellationToken)
    {
        await using var kept = await store.OpenReadAsync(from, range: null, cancellationToken);
        if (kept is null)
        {
            return null;
        }

        return await store.PutAsync(to, kept.Content, new PutLimits(ExpectedLength: kept.Length), cancellationToken);
    }
}
