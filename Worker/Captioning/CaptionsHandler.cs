using System.Globalization;
using System.Text.Json;
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

namespace Platform.Worker.Captioning;

/// <summary>
/// Handles the kind <c>captions</c>: fetch, probe, split (decode), transcribe each part, assemble. The result of each step is stored as an object
/// before the next one starts, so that an attempt on another worker continues from there and no part is recognised twice.
/// </summary>
internal sealed class CaptionsHandler(
    EngineChoice engines,
    RecordingPreparation recordings,
    Transcription transcription,
    CaptionsSteps steps,
    IObjectStore store,
    ScratchSpace scratch,
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
            await work.CleanUpAsync(job.Stopping);
            return JsonSerializer.SerializeToElement(earlier, CaptioningJson.Default.CaptionsResult);
        }

        var engine = input.Recognise == false ? null : await ChooseAsync(job, input.Language);
        using var folder = scratch.Create(string.Create(CultureInfo.InvariantCulture, $"{job.Assignment.JobId:N}-{job.Assignment.Attempt}"));
        try
        {
            return JsonSerializer.SerializeToElement(
                await RunAsync(new CaptionsRun(job, input, engine, work, new CaptionsProgress(job, time), folder.Path)), CaptioningJson.Default.CaptionsResult);
        }
        catch (JobFailedException error) when (!error.Error.Retryable)
        {
            // A retry probes the recording again, because the file at the address may have been repaired.
            await work.DeleteAsync(job.Stopping);
            throw;
        }
    }

    private async Task<ChosenEngine> ChooseAsync(JobContext job, string? language)
    {
        var engine = await engines.ChooseAsync(job.Stopping);
        if (!engine.Recogniser.Supports(language))
        {
            // The fallback recogniser knows one language only; another worker, or a later attempt, may have the configured one.
            throw engine.IsFallback
                ? new JobFailedException(
                    "recogniser_unavailable", $"The recogniser for the language {language} cannot run: its model is missing or broken.", retryable: true)
                : new JobFailedException("language_not_supported", $"The recogniser {engine.Recogniser.Name} does not know the language {language}.", retryable: false);
        }

        if (engine.IsFallback)
        {
            job.Log("warning", $"The recogniser {engine.Recogniser.Name} replaces a better one, which cannot run: expect more errors, and no language other than English.");
        }

        return engine;
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

    private async Task<CaptionsResult> RunAsync(CaptionsRun run)
    {
        var stop = run.Job.Stopping;
        var (source, sound, plan) = await recordings.PrepareAsync(run, stop);
        var transcript = run.IsRecognised ? await TranscribeAsync(run, plan, sound, stop) : Transcript.OfNothing(run.Input.Language);
        while (run.IsRecognised && transcript.Words.Count == 0 && plan.Untried is { Count: > 0 })
        {
            plan = await recordings.DecodeNextMixAsync(run, plan, sound, stop);
            transcript = await TranscribeAsync(run, plan, sound, stop);
        }

        return await steps.RunAsync("assemble", async () =>
        {
            // Decoded already: this is what was recognised.
            var heard = (await sound.DecodeAsync(plan.Info, plan.SelectedTrack, plan.Mix, static _ => { }, stop)).Sound;
            return await AssembleAsync(run, plan, transcript, source, Peaks.Of(heard, plan.WholeSeconds), stop);
        });
    }

    private Task<Transcript> TranscribeAsync(CaptionsRun run, CaptionsPlan plan, Sound sound, CancellationToken cancellationToken) => steps.RunAsync("transcribe", async () =>
    {
        var selected = (await sound.DecodeAsync(plan.Info, plan.SelectedTrack, plan.Mix, static _ => { }, cancellationToken)).Sound;
        sound.DropFile();
        var wish = new RecognitionWish(run.Input.Vocabulary ?? [], run.Input.Translate == true, run.Input.Sounds == true);
        var whole = new SoundToRecognise(sound.Samples, selected.Seconds, selected.Levels, run.Folder, wish);
        var (heard, timeline) = run.Input.Range is { } range ? await CutSound.CutAsync(whole, selected.Timeline, range, cancellationToken) : (whole, selected.Timeline);
        return await transcription.RunAsync(run, heard, timeline, plan.DurationSeconds, cancellationToken);
    });

    private async Task<CaptionsResult> AssembleAsync(
        CaptionsRun run, CaptionsPlan plan, Transcript transcript, ObjectInfo source, byte[] peaks, CancellationToken cancellationToken)
    {
        run.Progress.Assembling();
        var words = transcript.Words;
        if (transcript.Language is not { } spoken || (run.IsRecognised && words.Count == 0))
        {
            throw MediaErrors.NoSpeech();
        }

        var language = run.Input.Translate == true && run.Chosen is { IsFallback: false } ? "en" : spoken.Tag;
        var document = new CaptionDocument(language, Math.Round(plan.WholeSeconds, 3), Revision: 0, CueLayout.Arrange(words, plan.WholeSeconds, run.Input.Style, language));
        var key = ObjectKeys.Captions(run.Job.Assignment.JobId, document.Revision);
        using (var json = new MemoryStream(CaptionWriter.WriteUtf8(document, CaptionFormat.Json), writable: false))
        {
            await store.PutAsync(key, json, limits: null, cancellationToken);
        }

        if (peaks.Length > 0)
        {
            using var content = new MemoryStream(peaks, writable: false);
            await store.PutAsync(ObjectKeys.Peaks(run.Job.Assignment.JobId), content, limits: null, cancellationToken);
        }

        var result = new CaptionsResult(
            document.DurationSeconds, document.Cues.Count, words.Count, spoken.Tag, run.Chosen?.Recogniser.Name ?? CaptionsResult.NoRecogniser,
            plan.Info.MediaType, source.Length, plan.Info.HasVideo, document.Revision, key, source.Key,
            plan.Track, [.. plan.Info.Tracks!.Select(static t => new SoundTrack(t.Index, t.Language, t.Title, t.Channels, t.IsDefault))], plan.Incomplete,
            spoken.Probability, run.Chosen is { IsFallback: true }, transcript.Speakers, transcript.SpeakersMissed);
        // Written last: an attempt that finds it has nothing left to do. The parts are not needed any more.
        await run.Work.WriteAsync(run.Work.Result, result, CaptioningJson.Default.CaptionsResult, cancellationToken);
        await run.Work.CleanUpAsync(cancellationToken);
        run.Job.Log("info", $"{Counted(result.Cues, "cue")}, {Counted(result.Words, "word")}.");
        run.Progress.Ended();
        return result;
    }

    private static string Counted(int number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");
}
