using Platform.ObjectStorage;

namespace Platform.Worker.Captioning;

/// <summary>The recording that another job has fetched.</summary>
internal static class KeptRecording
{
    /// <summary>
    /// Copies it, so that neither job needs the other's: each can be deleted by itself. Null where it is not there any more, and
    /// is to be fetched.
    /// </summary>
    public static async Task<ObjectInfo?> CopyAsync(IObjectStore store, string from, string to, CancellationToken cancellationToken)
    {
        var kept = await store.OpenReadAsync(from, range: null, cancellationToken).ConfigureAwait(false);
        if (kept is null)
        {
            return null;
        }

        await using (kept.ConfigureAwait(false))
        {
            return await store.PutAsync(to, kept.Content, new PutLimits(ExpectedLength: kept.Length), cancellationToken).ConfigureAwait(false);
        }
    }
}
