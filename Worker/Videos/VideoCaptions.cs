using System.Globalization;
using System.Text.Json;
using Platform.Captions.Formats;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Worker.Kinds;
using Platform.Worker.Media;

namespace Platform.Worker.Videos;

/// <summary>Reads the captions that are put into a recording.</summary>
internal sealed class VideoCaptions(IObjectStore store)
{
    /// <summary>
    /// Reads the revision that was current when the job was submitted, or the newest one if it is no longer kept, because somebody went on typing.
    /// </summary>
    /// <exception cref="JobFailedException">The captions were deleted.</exception>
    public async Task<CaptionDocument> ReadAsync(JobContext job, CaptionedVideoTask task, CancellationToken cancellationToken)
    {
        if (await FindAsync(task.CaptionsObject, cancellationToken) is { } document)
        {
            return document;
        }

        if (await NewestAsync(task, cancellationToken) is { } key && await FindAsync(key, cancellationToken) is { } newer)
        {
            job.Log("warning", string.Create(CultureInfo.InvariantCulture, $"Revision {task.Revision} of the captions is not kept any more; revision {newer.Revision} is taken."));
            return newer;
        }

        throw MediaErrors.CaptionsGone();
    }

    private async Task<CaptionDocument?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(key, range: null, cancellationToken);
        try
        {
            return content is null ? null : await CaptionWriter.ReadJsonAsync(content.Content, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<string?> NewestAsync(CaptionedVideoTask task, CancellationToken cancellationToken)
    {
        string? newest = null;
        var number = -1;
        await foreach (var item in store.ListAsync(ObjectKeys.CaptionRevisions(task.CaptionsJobId), cancellationToken))
        {
            if (ObjectKeys.RevisionOf(item.Key) is { } revision && revision > number)
            {
                (newest, number) = (item.Key, revision);
            }
        }

        return newest;
    }
}
