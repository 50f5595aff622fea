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
using Platform.Worker.Telemetry;

namespace Platform.Worker.Captioning;

/// <summary>
/// Handles the kind <c>captions</c>: fetch, probe, split (decode), transcribe each part, assemble. The result of each step is stored as an object
/// before the next one starts, so that an attempt on another worker continues from there and no part is recognised twice.
/// </summary>
internal sealed class CaptionsHandler(
    MediaFetcher fetcher,
    MediaTools tools,
    EngineChoice engines,
    IObjectStore store,
    ScratchSpace scratch,
    WorkerTelemetry telemetry,
    IOptions<RecognitionOptions> recognition,
    IOptions<MediaOptions> media,
    TimeProvider time) : IJobHandler
{
    public string Kind => JobKinds.Captions;

    public JobTraits Traits { get; } = new(JobQueues.LongLane, TimeSpan.FromHours(6), Concurrency: 64);

    public async ValueTask<JsonElement?> RunAsync(JobContext job)
    {
        var input = ReadInput(job.Assignment.Input);
        var work = new WorkObjects(store, job.Assignment.JobId);
        if (await work.ReadAsync(work.Result, CaptioningJson.Default.CaptionsResult, job.Stopping) is { } earlier)
        {
            // An attempt whose report was lost may not have cleaned up either. Returning the stored result needs no recogniser.
            await DropPartsAsync(job, work, job.Stopping);
            return JsonSerializer.SerializeToElement(earlier, CaptioningJson.Default.CaptionsResult);
        }

        var engine = await engines.ChooseAsync(job.Stopping);
        if (!engine.Recogniser.Supports(input.Language))
        {
            // The fallback recogniser knows one language only; another worker, or a later attempt, may have the configured one.
            throw engine.IsFallback
                ? new JobFailedException(
                    "recogniser_unavailable", $"The recogniser for the language {input.Language} cannot run: its model is missing or broken.", retryable: true)
                : new JobFailedException("language_not_supported", $"The recogniser {engine.Recogniser.Name} does not know the language {input.Language}.", retryable: false);
        }

        if (engine.IsFallback)
        {
            job.Log("warning", $"The recogniser {engine.Recogniser.Name} replaces a better one, which cannot run: expect more errors, and no language other than English.");
        }

        using var folder = scratch.Create(string.Create(CultureInfo.InvariantCulture, $"{job.Assignment.JobId:N}-{job.Assignment.Attempt}"));
        try
        {
            return JsonSerializer.SerializeToElement(
                await RunAsync(job, input, engine, work, folder.Path), CaptioningJson.Default.CaptionsResult);
        }
        catch (JobFailedException error) when (!error.Error.Retryable)
        {
            // A retry probes the recording again, because the file at the address may have been repaired.
            await ForgetAsync(job.Assignment.JobId, job.Stopping);
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
            // Reported below.
        }

        throw new JobFailedException("invalid_input", "Captions need exactly one of url and upload_id, and a track from 0 to 99 if any.", retryable: false);
    }

    private async Task<CaptionsResult> RunAsync(JobContext job, CaptionsInput input, ChosenEngine engine, WorkObjects work, string folder)
    {
        var stop = job.Stopping;
        var progress = new CaptionsProgress(job, time);
        var source = await StepAsync("fetch", () => FetchAsync(job, input, folder, progress, stop));
        var sound = new Sound(tools, store, source, folder);
        var plan = await work.ReadAsync(work.Plan, CaptioningJson.Default.CaptionsPlan, stop) is { Info.Tracks.Count: > 0 } made
            ? made
            : await PlanAsync(job, work, sound, input, progress, stop);
        var transcription = new Transcription(job, input, engine, work, store, progress, recognition.Value.Slots, telemetry, time);
        var transcript = await TranscribeAsync(transcription, plan, sound, input, folder, stop);
        while (transcript.Words.Count == 0 && plan.Untried is { Count: > 0 })
        {
            plan = await StepAsync("split", () => DecodeNextMixAsync(job, work, plan, sound, progress, stop));
            transcript = await TranscribeAsync(transcription, plan, sound, input, folder, stop);
        }

        return await StepAsync("assemble", () => AssembleAsync(job, work, plan, transcript, source, input, engine, progress, stop));
    }

    private async Task<ObjectInfo> FetchAsync(JobContext job, CaptionsInput input, string folder, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        if (input.UploadId is { } uploadId)
        {
            var upload = await store.StatAsync(ObjectKeys.Upload(uploadId), cancellationToken) ?? throw MediaErrors.UploadMissing();
            return upload.Length == 0 ? throw MediaErrors.Empty()
                : upload.Length > media.Value.MaxBytes ? throw MediaErrors.TooLarge(media.Value.MaxBytes)
                : upload;
        }

        var key = ObjectKeys.Media(job.Assignment.JobId);
        if (await store.StatAsync(key, cancellationToken) is { Length: > 0 } there)
        {
            return there;
        }

        if (input.RecognitionOf is { } first && await ReusedRecording.CopyAsync(store, ObjectKeys.Media(first), key, cancellationToken) is { Length: > 0 } copied)
        {
            return copied;
        }

        job.Log("info", "Fetching the recording.");
        var fetched = await fetcher.FetchAsync(input.Url!, key, folder, progress.Fetching, cancellationToken);
        job.Log("info", string.Create(CultureInfo.InvariantCulture, $"Fetched {fetched.Length / 1e6:0.0} MB."));
        Checkpoint(job, new CaptionsCheckpoint("probe", 0, 0));
        return fetched;
    }

    private async Task<CaptionsPlan> PlanAsync(
        JobContext job, WorkObjects work, Sound sound, CaptionsInput input, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        progress.Probing();
        await store.DeletePrefixAsync(work.Parts, cancellationToken);
        var info = await StepAsync("probe", () => sound.ProbeAsync(cancellationToken));
        return await StepAsync("split", async () =>
        {
            var (tracks, trusted) = TrackChoice.Order(info.Tracks!, input.Language, input.Track);
            var selected = await sound.DecodeFirstAsync(
                info, tracks, trusted, done => progress.Splitting(done, info.DeclaredSeconds), cancellationToken);
            var (incomplete, length) = await sound.CheckEndAsync(info, selected, cancellationToken);
            sound.DropFile();
            var plan = new CaptionsPlan(
                info, selected.Sound.EndSeconds, selected.Track.Index, selected.Mix, incomplete, selected.Sound.ChannelsDiffer ? [ChannelMix.Left, ChannelMix.Right] : null, length);
            await work.WriteAsync(work.Plan, plan, CaptioningJson.Default.CaptionsPlan, cancellationToken);
            job.Log("info", string.Create(CultureInfo.InvariantCulture, $"{info.MediaType}, {TimeSpan.FromSeconds(plan.WholeSeconds):hh\\:mm\\:ss}."));
            LogPlan(job, plan);
            Checkpoint(job, new CaptionsCheckpoint("transcribe", 0, 0));
            return plan;
        });
    }

    private async Task<CaptionsPlan> DecodeNextMixAsync(
        JobContext job, WorkObjects work, CaptionsPlan plan, Sound sound, CaptionsProgress progress, CancellationToken cancellationToken)
    {
        await store.DeletePrefixAsync(work.Parts, cancellationToken);
        var selected = await sound.DecodeAsync(
            plan.Info, plan.SelectedTrack, plan.Untried![0], done => progress.Splitting(done, plan.DurationSeconds), cancellationToken);
        sound.DropFile();
        var next = plan with { Mix = selected.Mix, Untried = [.. plan.Untried.Skip(1)] };
        await work.WriteAsync(work.Plan, next, CaptioningJson.Default.CaptionsPlan, cancellationToken);
        job.Log("info", "No words were found in the mix of the channels; a single channel is recognised instead.");
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

    private Task<Transcript> TranscribeAsync(
        Transcription transcription, CaptionsPlan plan, Sound sound, CaptionsInput input, string folder, CancellationToken cancellationToken) => StepAsync("transcribe", async () =>
    {
        var selected = (await sound.DecodeAsync(plan.Info, plan.SelectedTrack, plan.Mix, static _ => { }, cancellationToken)).Sound;
        sound.DropFile();
        var wish = new RecognitionWish(input.Vocabulary ?? [], input.Translate == true, input.Sounds == true);
        return await transcription.RunAsync(
            new SoundToRecognise(sound.Samples, selected.Seconds, selected.Levels, folder, wish), selected.Timeline, plan.DurationSeconds, cancellationToken);
    });

    private async Task<CaptionsResult> AssembleAsync(
        JobContext job, WorkObjects work, CaptionsPlan plan, Transcript transcript, ObjectInfo source, CaptionsInput input, ChosenEngine engine, CaptionsProgress progress,
        CancellationToken cancellationToken)
    {
        progress.Assembling();
        if (transcript is not { Words: { Count: > 0 } words, Language: { } spoken })
        {
            throw MediaErrors.NoSpeech();
        }

        var language = input.Translate == true && !engine.IsFallback ? "en" : spoken.Tag;
        var document = new CaptionDocument(language, Math.Round(plan.WholeSeconds, 3), Revision: 0, CueLayout.Arrange(words, plan.WholeSeconds, input.Style, language));
        var key = ObjectKeys.Captions(job.Assignment.JobId, document.Revision);
        using (var json = new MemoryStream(CaptionWriter.WriteUtf8(document, CaptionFormat.Json), writable: false))
        {
            await store.PutAsync(key, json, limits: null, cancellationToken);
        }

        var result = new CaptionsResult(
            document.DurationSeconds, document.Cues.Count, words.Count, spoken.Tag, engine.Recogniser.Name, plan.Info.MediaType, source.Length, plan.Info.HasVideo, document.Revision, key, source.Key,
            plan.Track, [.. plan.Info.Tracks!.Select(static t => new SoundTrack(t.Index, t.Language, t.Title, t.Channels, t.IsDefault))], plan.Incomplete,
            spoken.Probability, engine.IsFallback, transcript.Speakers, transcript.SpeakersMissed);
        // Written last: an attempt that finds it has nothing left to do. The parts are not needed any more.
        await work.WriteAsync(work.Result, result, CaptioningJson.Default.CaptionsResult, cancellationToken);
        await DropPartsAsync(job, work, cancellationToken);
        job.Log("info", $"{Counted(result.Cues, "cue")}, {Counted(result.Words, "word")}.");
        progress.Ended();
        return result;
    }

    private async Task DropPartsAsync(JobContext job, WorkObjects work, CancellationToken cancellationToken)
    {
        await store.DeletePrefixAsync(work.Parts, cancellationToken);
        await store.DeleteAsync(ObjectKeys.LiveCaptions(job.Assignment.JobId), cancellationToken);
    }

    private static string Counted(int number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");

    private async Task ForgetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(ObjectKeys.Media(jobId), cancellationToken);
        await store.DeletePrefixAsync(ObjectKeys.Work(jobId), cancellationToken);
    }

    private async Task<T> StepAsync<T>(string step, Func<Task<T>> run)
    {
        using var span = telemetry.Source.StartActivity($"captions.{step}");
        var started = time.GetTimestamp();
        try
        {
            return await run();
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
