using System.Globalization;
using System.Text.Json;
using Platform.Captions.Formats;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Files;
using Platform.Worker.Captioning;
using Platform.Worker.Kinds;
using Platform.Worker.Media;
using Platform.Worker.Processes;

namespace Platform.Worker.Videos;

/// <summary>
/// Handles the kind <c>captioned_video</c>: puts the captions of a finished job into its recording, as a track or drawn into the picture. There is
/// nothing to go on from in the middle of a file; an attempt that finds the result of an earlier one has nothing left to do.
/// </summary>
internal sealed class VideoHandler(
    VideoTools tools, VideoCaptions captions, CaptionsSteps steps, IObjectStore store, ScratchSpace scratch, TimeProvider time) : IJobHandler
{
    public string Kind => JobKinds.CaptionedVideo;

    public JobTraits Traits { get; } = new(JobQueues.LongLane, TimeSpan.FromHours(6), Concurrency: 64);

    public async ValueTask<JsonElement?> RunAsync(JobContext job)
    {
        var task = ReadInput(job.Assignment.Input);
        var work = new WorkObjects(store, job.Assignment.JobId);
        if (await work.ReadAsync(work.Result, ContractsJson.Default.CaptionedVideoResult, job.Stopping) is { } earlier)
        {
            return JsonSerializer.SerializeToElement(earlier, ContractsJson.Default.CaptionedVideoResult);
        }

        using var folder = scratch.Create(string.Create(CultureInfo.InvariantCulture, $"{job.Assignment.JobId:N}-{job.Assignment.Attempt}"));
        var result = await RunAsync(job, task, work, folder.Path);
        return JsonSerializer.SerializeToElement(result, ContractsJson.Default.CaptionedVideoResult);
    }

    private static CaptionedVideoTask ReadInput(JsonElement input)
    {
        try
        {
            if (input.Deserialize(ContractsJson.Default.CaptionedVideoTask) is { CaptionsObject: { } key, MediaObject: { Length: > 0 }, Container: { } container } task
                && key.StartsWith(ObjectKeys.CaptionRevisions(task.CaptionsJobId), StringComparison.Ordinal)
                && VideoContainer.All.Contains(container, StringComparer.Ordinal))
            {
                return task;
            }
        }
        catch (JsonException)
        {
            // Reported below.
        }

        throw new JobFailedException("invalid_input", "A recording with captions needs the captions of a finished job.", retryable: false);
    }

    private async Task<CaptionedVideoResult> RunAsync(JobContext job, CaptionedVideoTask task, WorkObjects work, string folder)
    {
        var stop = job.Stopping;
        var progress = new VideoProgress(job, time);
        progress.Fetching();
        var document = await steps.RunAsync("fetch", async () =>
        {
            await VideoTools.CopyAsync(work, task.MediaObject, folder, stop);
            return await captions.ReadAsync(job, task, stop);
        });
        progress.Probing();
        var info = await steps.RunAsync("probe", () => tools.ProbeAsync(folder, stop));
        var order = new VideoOrder(folder, info, task.Container == VideoContainer.Mp4, task.Burn, document.Language, document.DurationSeconds);
        if (order.IsBurned && (info.Picture is null || !order.IsMp4))
        {
            throw MediaErrors.NoPicture();
        }

        await WriteCaptionsAsync(order, task.Style, document, stop);
        progress.Encoding();
        var made = await steps.RunAsync("encode", () => tools.MakeAsync(order, seconds => progress.Encoded(seconds, order.Seconds), stop));
        if (made.LacksLetters)
        {
            job.Log("warning", "Some letters of the captions are missing in the picture: the worker has no font with them.");
        }

        return await steps.RunAsync("store", () => StoreAsync(job, progress, work, order, document, made));
    }

    private static async Task WriteCaptionsAsync(VideoOrder order, BurnedStyle? style, CaptionDocument document, CancellationToken cancellationToken)
    {
        var content = order.IsBurned
            ? CaptionWriter.WriteUtf8(document, CaptionFormat.Ass, new CaptionWriterOptions(Look: BurnedLooks.Of(style, order.Info.Picture!, document.Language)))
            : order.IsMp4 ? TimedTextSource.WriteUtf8(document)
            : CaptionWriter.WriteUtf8(document, CaptionFormat.Vtt);
        await using var file = PrivateFiles.Open(order.Captions, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        await file.WriteAsync(content, cancellationToken);
    }

    private async Task<CaptionedVideoResult> StoreAsync(
        JobContext job, VideoProgress progress, WorkObjects work, VideoOrder order, CaptionDocument document, MadeVideo made)
    {
        progress.Storing();
        ObjectInfo stored;
        await using (var file = new FileStream(order.Target, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan }))
        {
            stored = await store.PutAsync(ObjectKeys.CaptionedVideo(job.Assignment.JobId), file, new PutLimits(ExpectedLength: file.Length), job.Stopping);
        }

        var hasVideo = order.Info.Picture is not null;
        var result = new CaptionedVideoResult(
            order.IsMp4 ? VideoContainer.Mp4 : VideoContainer.Mkv,
            (hasVideo ? "video/" : "audio/") + (order.IsMp4 ? "mp4" : "x-matroska"),
            stored.Length, document.DurationSeconds, document.Language, document.Cues.Count, document.Revision, hasVideo, order.IsBurned, made.IsEncoded);

        // Written last: an attempt that finds it has nothing left to do.
        await work.WriteAsync(work.Result, result, ContractsJson.Default.CaptionedVideoResult, job.Stopping);
        job.Log("info", string.Create(CultureInfo.InvariantCulture, $"{result.MediaType}, {stored.Length / 1e6:0.0} MB{(made.IsEncoded ? ", encoded" : "")}."));
        progress.Ended();
        return result;
    }
}
