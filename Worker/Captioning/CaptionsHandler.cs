using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.Captions.Formats;
using Platform.Captions.Layout;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.Worker.Kinds;
using Platform.Worker.Media;
using Platform.Worker.Processes;
using Platform.Worker.Recognition;
using Platform.Worker.Splitting;
using Platform.Worker.Telemetry;
using Platform.Worker.Timing;

namespace Platform.Worker.Captioning;

/// <summary>
/// The kind <c>captions</c>: fetch, probe, split, transcribe each part, assemble. What a step produced is an object in
/// storage before the next one starts, so an attempt on another worker goes on where the last one stopped and no part is
/// recognised twice.
/// </summary>
internal sealed class CaptionsHandler(
    MediaFetcher fetcher,
    MediaTools tools,
    IRecogniser recogniser,
    IObjectStore store,
    ScratchSpace scratch,
    WorkerTelemetry telemetry,
    IOptions<RecognitionOptions> recognition,
    IOptions<MediaOptions> media,
    TimeProvider time) : IJobHandler
{
    private const string DefaultLanguage = "en-US";

    public string Kind => JobKinds.Captions;

    public JobTraits Traits { get; } = new(JobQueues.LongLane, TimeSpan.FromHours(6), Concurrency: 64);

    public async ValueTask<JsonElement?> RunAsync(JobContext job)
    {
        var input = ReadInput(job.Assignment.Input);
        var language = input.Language ?? DefaultLanguage;
        if (!recogniser.Supports(language))
        {
            throw new JobFailedException("language_not_supported", $"The recogniser {recogniser.Name} does not know the language {language}.", retryable: false);
        }

        using var folder = scratch.Create(string.Create(CultureInfo.InvariantCulture, $"{job.Assignment.JobId:N}-{job.Assignment.Attempt}"));
        var work = new WorkObjects(store, job.Assignment.JobId);
        try
        {
            return JsonSerializer.SerializeToElement(
                await RunAsync(job, input, language, work, folder.Path).ConfigureAwait(false), CaptioningJson.Default.CaptionsResult);
        }
        catch (JobFailedException error) when (!error.Error.Retryable)
        {
            // Asked for again, it is to be looked at afresh: what stands at the address may have been mended.
            await ForgetAsync(job.Assignment.JobId, job.Stopping).ConfigureAwait(false);
            throw;
        }
    }

    private static CaptionsInput ReadInput(JsonElement input)
    {
        try
        {
            if (input.Deserialize(CaptioningJson.Default.CaptionsInput) is { Track: null or (>= 0 and <= CaptionsInput.MaxTrack) } read && (read.Url is null) != (read.UploadId is null))
            {
                return read;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new JobFailedException("invalid_input", "Captions need exactly one of url and upload_id, and a track from 0 to 99 if any.", retryable: false);
    }

    private async Task<CaptionsResult> RunAsync(JobContext job, CaptionsInput input, string language, WorkObjects work, string folder)
    {
        var stop = job.Stopping;
        if (await work.ReadAsync(work.Result, CaptioningJson.Default.CaptionsResult, stop).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        var progress = new CaptionsProgress(job, time);
        var source = await StepAsync("fetch", () => FetchAsync(job, input, folder, progress, stop)).ConfigureAwait(false);
        var sound = new Sound(tools, store, source, folder);
        // A plan without tracks is of an earlier version, which cut the sound in other places.
        var plan = await work.ReadAsync(work.Plan, CaptioningJson.Default.CaptionsPlan, stop).ConfigureAwait(false) is { Info.Tracks.Count: > 0 } made
            ? made
            : await PlanAsync(job, work, sound, language, input.Track, progress, stop).ConfigureAwait(false);
        var words = await StepAsync("transcribe", () => TranscribeAsync(job, work, plan, sound, language, folder, progress, stop)).ConfigureAwait(false);
        while (words.Count == 0 && plan.Untried is { Count: > 0 })
        {
            plan = await StepAsync("split", () => HearOtherwiseAsync(job, work, plan, sound, progress, stop)).ConfigureAwait(false);
            words = await StepAsync("transcribe", () => TranscribeAsync(job, work, plan, sound, language, folder, progress, stop)).ConfigureAwait(false);
        }

        return await StepAsync("assemble", () => AssembleAsync(job, work, plan, words, source, language, progress, stop)).ConfigureAwait(false);
    }

    private async Task<ObjectInfo> FetchAsync(JobContext job, CaptionsInput input, string folder, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        if (input.UploadId is { } uploadId)
        {
            var upload = await store.StatAsync(ObjectKeys.Upload(uploadId), cancellationToken).ConfigureAwait(false) ?? throw MediaErrors.UploadMissing();
            return upload.Length == 0 ? throw MediaErrors.Empty()
                : upload.Length > media.Value.MaxBytes ? throw MediaErrors.TooLarge(media.Value.MaxBytes)
                : upload;
        }

        var key = ObjectKeys.Media(job.Assignment.JobId);
        if (await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is { Length: > 0 } there)
        {
            return there;
        }

        if (input.RecognitionOf is { } first && await KeptRecording.CopyAsync(store, ObjectKeys.Media(first), key, cancellationToken).ConfigureAwait(false) is { Length: > 0 } copied)
        {
            return copied;
        }

        job.Log("info", "Fetching the recording.");
        var fetched = await fetcher.FetchAsync(input.Url!, key, folder, progress.Fetching, cancellationToken).ConfigureAwait(false);
        job.Log("info", string.Create(CultureInfo.InvariantCulture, $"Fetched {fetched.Length / 1e6:0.0} MB."));
        Checkpoint(job, new CaptionsCheckpoint("probe", 0, 0));
        return fetched;
    }

    private async Task<CaptionsPlan> PlanAsync(
        JobContext job, WorkObjects work, Sound sound, string language, int? wanted, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        progress.Probing();
        await store.DeletePrefixAsync(work.Parts, cancellationToken).ConfigureAwait(false);
        var info = await StepAsync("probe", () => sound.ProbeAsync(cancellationToken)).ConfigureAwait(false);
        return await StepAsync("split", async () =>
        {
            var (tracks, trusted) = TrackChoice.Order(info.Tracks!, language, wanted);
            var heard = await sound.DecodeFirstAsync(
                info, tracks, trusted, done => progress.Splitting(done, info.DeclaredSeconds), cancellationToken).ConfigureAwait(false);
            var incomplete = await sound.CheckEndAsync(info, heard, cancellationToken).ConfigureAwait(false);
            sound.DropFile();
            var plan = new CaptionsPlan(
                info, heard.Sound.EndSeconds, PartSplitter.Split(heard.Sound.Levels, heard.Sound.Seconds), heard.Track.Index, heard.Mix, incomplete,
                heard.Sound.ChannelsDiffer ? [ChannelMix.Left, ChannelMix.Right] : null);
            if (plan.Parts.All(static part => part.Silent))
            {
                throw MediaErrors.NoSpeech();
            }

            await work.WriteAsync(work.Plan, plan, CaptioningJson.Default.CaptionsPlan, cancellationToken).ConfigureAwait(false);
            job.Log("info", string.Create(CultureInfo.InvariantCulture, $"{info.MediaType}, {TimeSpan.FromSeconds(plan.DurationSeconds):hh\\:mm\\:ss}, split into {Counted(plan.Parts.Count, "part")}."));
            Tell(job, plan);
            Checkpoint(job, new CaptionsCheckpoint("transcribe", 0, plan.Parts.Count));
            return plan;
        }).ConfigureAwait(false);
    }

    private async Task<CaptionsPlan> HearOtherwiseAsync(
        JobContext job, WorkObjects work, CaptionsPlan plan, Sound sound, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        await store.DeletePrefixAsync(work.Parts, cancellationToken).ConfigureAwait(false);
        var heard = await sound.DecodeAsync(
            plan.Info, plan.HeardTrack, plan.Untried![0], done => progress.Splitting(done, plan.DurationSeconds), cancellationToken).ConfigureAwait(false);
        sound.DropFile();
        var next = plan with
        {
            Mix = heard.Mix,
            Untried = [.. plan.Untried.Skip(1)],
            Parts = PartSplitter.Split(heard.Sound.Levels, heard.Sound.Seconds),
        };
        await work.WriteAsync(work.Plan, next, CaptioningJson.Default.CaptionsPlan, cancellationToken).ConfigureAwait(false);
        job.Log("info", "No words were found in the mix of the channels; one of them is heard alone.");
        return next;
    }

    private static void Tell(JobContext job, CaptionsPlan plan)
    {
        if (plan.Info.Tracks!.Count > 1)
        {
            job.Log("info", string.Create(CultureInfo.InvariantCulture, $"Sound track {plan.Track} of {plan.Info.Tracks.Count}, counted from 0."));
        }

        if (plan.Mix != ChannelMix.All)
        {
            job.Log("info", "The channels cancel each other out; only one of them is heard.");
        }

        if (plan.Incomplete is { } incomplete)
        {
            job.Log("warning", $"The recording is incomplete: it {incomplete.Text}.");
        }
    }

    private async Task<IReadOnlyList<CaptionWord>> TranscribeAsync(
        JobContext job, WorkObjects work, CaptionsPlan plan, Sound sound, string language, string folder, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        var words = new IReadOnlyList<CaptionWord>?[plan.Parts.Count];
        foreach (var part in plan.Parts)
        {
            words[part.Index] = part.Silent
                ? []
                : (await work.ReadAsync(work.Part(part.Index), CaptioningJson.Default.PartWords, cancellationToken).ConfigureAwait(false))?.Words;
        }

        var done = words.Select(static w => w is not null).ToArray();
        progress.Transcribing([.. plan.Parts.Select(static p => p.Seconds)], done);
        var missing = plan.Parts.Where(p => !done[p.Index]).ToArray();
        if (missing.Length < plan.Parts.Count(static p => !p.Silent))
        {
            job.Log("info", string.Create(CultureInfo.InvariantCulture, $"Going on from a checkpoint: parts left: {missing.Length} of {plan.Parts.Count}."));
        }

        var timeline = new Timeline([]);
        if (missing.Length > 0)
        {
            timeline = (await sound.DecodeAsync(plan.Info, plan.HeardTrack, plan.Mix, static _ => { }, cancellationToken).ConfigureAwait(false)).Sound.Timeline;
            sound.DropFile();
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = recognition.Value.Slots, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, parallel, async (part, token) =>
        {
            words[part.Index] = await TranscribeAsync(work, part, sound.Samples, timeline, language, folder, progress, token).ConfigureAwait(false);
            Checkpoint(job, new CaptionsCheckpoint("transcribe", progress.PartDone(part.Index, part.Seconds), plan.Parts.Count));
        }).ConfigureAwait(false);
        return [.. words.SelectMany(static w => w!)];
    }

    private async Task<IReadOnlyList<CaptionWord>> TranscribeAsync(
        WorkObjects work, Part part, string samples, Timeline timeline, string language, string folder, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        using var span = telemetry.Source.StartActivity("captions.part");
        span?.SetTag("part.index", part.Index).SetTag("part.seconds", part.Seconds);
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{part.Index}.wav"));
        await WavePart.WriteAsync(samples, part, MediaTools.SampleRate, file, cancellationToken).ConfigureAwait(false);
        try
        {
            var heard = await recogniser.RecogniseAsync(file, part.Seconds, language, second => progress.Heard(part.Index, Math.Min(second, part.Seconds)), cancellationToken).ConfigureAwait(false);
            PartWords words = new([.. heard.Select(w => InMedia(w, part, timeline))]);
            await work.WriteAsync(work.Part(part.Index), words, CaptioningJson.Default.PartWords, cancellationToken).ConfigureAwait(false);
            return words.Words;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static CaptionWord InMedia(CaptionWord word, Part part, Timeline timeline)
    {
        var from = part.Start + word.Start;
        var seconds = Math.Max(0, Math.Min(word.End, part.Seconds) - word.Start);
        var start = Math.Max(0, timeline.At(from, by: from + (seconds / 2)));
        return word with { Start = Math.Round(start, 3), End = Math.Round(start + seconds, 3) };
    }

    private async Task<CaptionsResult> AssembleAsync(
        JobContext job, WorkObjects work, CaptionsPlan plan, IReadOnlyList<CaptionWord> words, ObjectInfo source, string language, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        progress.Assembling();
        if (words.Count == 0)
        {
            throw MediaErrors.NoSpeech();
        }

        var document = new CaptionDocument(language, Math.Round(plan.DurationSeconds, 3), Revision: 0, CueLayout.Arrange(words, plan.DurationSeconds));
        var key = ObjectKeys.Captions(job.Assignment.JobId, document.Revision);
        using (var json = new MemoryStream(CaptionWriter.WriteUtf8(document, CaptionFormat.Json), writable: false))
        {
            await store.PutAsync(key, json, limits: null, cancellationToken).ConfigureAwait(false);
        }

        var result = new CaptionsResult(
            document.DurationSeconds, document.Cues.Count, words.Count, language, recogniser.Name, plan.Info.MediaType, source.Length, plan.Info.HasVideo, document.Revision, key, source.Key,
            plan.Track, [.. plan.Info.Tracks!.Select(static t => new SoundTrack(t.Index, t.Language, t.Title, t.Channels, t.IsDefault))], plan.Incomplete);
        // Written last: an attempt that finds it has nothing left to do. The parts are not needed from here on.
        await work.WriteAsync(work.Result, result, CaptioningJson.Default.CaptionsResult, cancellationToken).ConfigureAwait(false);
        await store.DeletePrefixAsync(work.Parts, cancellationToken).ConfigureAwait(false);
        job.Log("info", $"{Counted(result.Cues, "cue")}, {Counted(result.Words, "word")}.");
        return result;
    }

    private static string Counted(int number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");

    private async Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(ObjectKeys.Media(jobId), cancellationToken).ConfigureAwait(false);
        await store.DeletePrefixAsync(ObjectKeys.Work(jobId), cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> StepAsync<T>(string step, Func<Task<T>> run)
    {
        using var span = telemetry.Source.StartActivity($"captions.{step}");
        var started = time.GetTimestamp();
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            span?.SetStatus(ActivityStatusCode.Error, (error as JobFailedException)?.Error.Code ?? error.GetType().Name);
            throw;
        }
        finally
        {
            telemetry.StepEnded(step, time.GetElapsedTime(started));
        }
    }

    private static void Checkpoint(JobContext job, CaptionsCheckpoint checkpoint) =>
        job.SaveCheckpoint(JsonSerializer.SerializeToElement(checkpoint, CaptioningJson.Default.CaptionsCheckpoint));
}
