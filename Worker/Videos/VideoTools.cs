using Platform.Worker.Captioning;
using Platform.Worker.Media;

namespace Platform.Worker.Videos;

/// <summary>Copies, probes and writes recordings in the folder of a job.</summary>
internal sealed class VideoTools(MediaTools media, VideoMaker maker)
{
    /// <summary>Copies the recording into the folder.</summary>
    /// <exception cref="Kinds.JobFailedException">The recording was deleted.</exception>
    public static async Task CopyAsync(WorkObjects work, string key, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, VideoOrder.SourceName);
        if (!await work.CopyToAsync(key, path, cancellationToken))
        {
            throw MediaErrors.CaptionsGone();
        }

        await StreamedHeader.FillInAsync(path, cancellationToken);
    }

    /// <summary>Finds out what the recording holds.</summary>
    public Task<MediaInfo> ProbeAsync(string folder, CancellationToken cancellationToken) => media.ProbeAsync(Path.Combine(folder, VideoOrder.SourceName), cancellationToken);

    /// <summary>Puts the captions into the recording.</summary>
    public Task<MadeVideo> MakeAsync(VideoOrder order, Action<double> progress, CancellationToken cancellationToken) => maker.MakeAsync(order, progress, cancellationToken);
}
