using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.ObjectStorage;
using Platform.Worker.Kinds;
using Platform.Worker.Media;

namespace Platform.Worker.Captioning;

/// <summary>Prepares a recording for recognition: fetches and probes it, and decodes the sound track that is recognised.</summary>
internal sealed class RecordingPreparation(MediaFetcher fetcher, MediaTools tools, IObjectStore store, CaptionsSteps steps, IOptions<MediaOptions> media)
{
    /// <summary>Fetches the recording, and makes the plan of how it is recognised, unless an earlier attempt has.</summary>
    public async Task<(ObjectInfo Source, Sound Sound, CaptionsPlan Plan)> PrepareAsync(CaptionsRun run, CancellationToken cancellationToken)
    {
        var source = await steps.RunAsync("fetch", () => FetchAsync(run, cancellationToken));
        var sound = new Sound(tools, store, source, run.Folder);
        var plan = await run.Work.ReadAsync(run.Work.Plan, CaptioningJson.Default.CaptionsPlan, cancellationToken) is { Info.Tracks.Count: > 0 } made
            ? made
            : await PlanAsync(run, sound, cancellationToken);
        return (source, sound, plan);
    }

    /// <summary>Decodes the next mix of the channels, because no words were found in the ones before.</summary>
    /// <returns>The plan with that mix.</returns>
    public Task<CaptionsPlan> DecodeNextMixAsync(CaptionsRun run, CaptionsPlan plan, Sound sound, CancellationToken cancellationToken) =>
        steps.RunAsync("split", () => DecodeMixAsync(run, plan, sound, cancellationToken));

    private async Task<ObjectInfo> FetchAsync(CaptionsRun run, CancellationToken cancellationToken)
    {
        if (run.Input.UploadId is { } uploadId)
        {
            var upload = await store.StatAsync(ObjectKeys.Upload(uploadId), cancellationToken) ?? throw MediaErrors.UploadMissing();
            return upload.Length == 0 ? throw MediaErrors.Empty()
                : upload.Length > media.Value.MaxBytes ? throw MediaErrors.TooLarge(media.Value.MaxBytes)
                : upload;
        }

        var key = ObjectKeys.Media(run.Job.Assignment.JobId);
        if (await store.StatAsync(key, cancellationToken) is { Length: > 0 } there)
        {
            return there;
        }

        if (run.Input.RecognitionOf is { } first && await ReusedRecording.CopyAsync(store, ObjectKeys.Media(first), key, cancellationToken) is { Length: > 0 } copied)
        {
            return copied;
        }

        run.Job.Log("info", "Fetching the recording.");
        var fetched = await fetcher.FetchAsync(run.Input.Url!, key, run.Folder, run.Progress.Fetching, cancellationToken);
        run.Job.Log("info", string.Create(CultureInfo.InvariantCulture, $"Fetched {fetched.Length / 1e6:0.0} MB."));
        run.Checkpoint(new CaptionsCheckpoint("probe", 0, 0));
        return fetched;
    }

    /// <summary>Probes the recording, and decodes the sound track that is recognised.</summary>
    private async Task<CaptionsPlan> PlanAsync(CaptionsRun run, Sound sound, CancellationToken cancellationToken)
    {
        run.Progress.Probing();
        await run.Work.DeletePartsAsync(cancellationToken);
        var info = await steps.RunAsync("probe", () => sound.ProbeAsync(cancellationToken));
        return await steps.RunAsync("split", async () =>
        {
            var (tracks, trusted) = TrackChoice.Order(info.Tracks!, run.Input.Language, run.Input.Track);
            var selected = await sound.DecodeFirstAsync(
                info, tracks, trusted, mayBeSilent: !run.IsRecognised, done => run.Progress.Splitting(done, info.DeclaredSeconds), cancellationToken);
            var (incomplete, length) = await sound.CheckEndAsync(info, selected, cancellationToken);
            sound.DropFile();
            var plan = new CaptionsPlan(
                info, selected.Sound.EndSeconds, selected.Track.Index, selected.Mix, incomplete, selected.Sound.ChannelsDiffer ? [ChannelMix.Left, ChannelMix.Right] : null, length);
            await run.Work.WriteAsync(run.Work.Plan, plan, CaptioningJson.Default.CaptionsPlan, cancellationToken);
            run.Job.Log("info", string.Create(CultureInfo.InvariantCulture, $"{info.MediaType}, {TimeSpan.FromSeconds(plan.WholeSeconds):hh\\:mm\\:ss}."));
            LogPlan(run.Job, plan);
            run.Checkpoint(new CaptionsCheckpoint("transcribe", 0, 0));
            return plan;
        });
    }

    private static async Task<CaptionsPlan> DecodeMixAsync(CaptionsRun run, CaptionsPlan plan, Sound sound, CancellationToken cancellationToken)
    {
        await run.Work.DeletePartsAsync(cancellationToken);
        var selected = await sound.DecodeAsync(
            plan.Info, plan.SelectedTrack, plan.Untried![0], done => run.Progress.Splitting(done, plan.DurationSeconds), cancellationToken);
        sound.DropFile();
        var next = plan with { Mix = selected.Mix, Untried = [.. plan.Untried.Skip(1)] };
        await run.Work.WriteAsync(run.Work.Plan, next, CaptioningJson.Default.CaptionsPlan, cancellationToken);
        run.Job.Log("info", "No words were found in the mix of the channels; a single channel is recognised instead.");
        return next;
    }

    private static void LogPlan(JobContext job, CaptionsPlan plan)
    {
        if (plan.Info.Tracks!.Count > 1)
        {
            job.Log("info", string.Create(CultureInfo.InvariantCulture, $"Sound track {plan.Track} of {plan.Info.Tracks.Count}, counted from 0."));
        }

        if (plan.Mix != ChannelMix.All)
        {
            job.Log("info", "The channels cancel each other out; only one of them is recognised.");
        }

        if (plan.Incomplete is { } incomplete)
        {
            job.Log("warning", $"The recording is incomplete: it {incomplete.Text}.");
        }
    }
}
