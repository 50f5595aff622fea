using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Speech.Words;
using Platform.Worker.Kinds;
using Platform.Worker.Recognition;
using Platform.Worker.Telemetry;
using Platform.Worker.Timing;

namespace Platform.Worker.Captioning;

/// <summary>
/// Recognises the words of a recording, part by part. Parts are recognised in parallel while later ones are still being searched for, and each is
/// stored as soon as it is done: another attempt finds the same parts again and recognises only the missing ones.
/// </summary>
internal sealed class Transcription(IOptions<RecognitionOptions> options, WorkerTelemetry telemetry, TimeProvider time)
{
    private readonly PartRecogniser _parts = new(telemetry, time);

    /// <summary>Recognises the words of a recording.</summary>
    /// <param name="run">The attempt.</param>
    /// <param name="sound">The sound of the recording.</param>
    /// <param name="timeline">Maps times of the sound to times of the recording.</param>
    /// <param name="durationSeconds">The length of the recording.</param>
    /// <param name="cancellationToken">Cancels the recognition.</param>
    public Task<Transcript> RunAsync(
        CaptionsRun run, SoundToRecognise sound, Timeline timeline, double durationSeconds, CancellationToken cancellationToken) => run.Engine.Recogniser.RecogniseAsync(
        sound,
        async recognition =>
        {
            run.Progress.Transcribing(sound.Seconds, () => recognition.Search);
            var (words, language) = await RecogniseAsync(run, recognition, sound, timeline, durationSeconds, cancellationToken);
            var speakerNumbers = await LabelSpeakersAsync(run, recognition, words, cancellationToken);
            int? speakers = speakerNumbers is null ? null : speakerNumbers.Count == 0 ? 1 : speakerNumbers.Distinct().Count();
            return new Transcript(
                [.. words.Select((word, i) => InMedia(word, timeline) with { Speaker = speakerNumbers is { Count: > 0 } ? speakerNumbers[i] : null })],
                language, speakers, SpeakersMissed: run.WantsSpeakers && speakerNumbers is null);
        },
        cancellationToken);

    private async Task<(IReadOnlyList<CaptionWord> Words, DetectedLanguage? Language)> RecogniseAsync(
        CaptionsRun run, IRecognition recognition, SoundToRecognise sound, Timeline timeline, double durationSeconds, CancellationToken cancellationToken)
    {
        using var live = new LiveCaptions(
            run.Work, run.Input.Style, durationSeconds, word => InMedia(word, timeline), run.Progress.Readable, () => ReportNotWritten(run.Job), time);
        var recognised = new SortedDictionary<int, IReadOnlyList<CaptionWord>>();
        var resumed = 0;
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var parts = recognition.PartsAsync(left.Token).GetAsyncEnumerator(left.Token);
        var (first, language) = await LanguageAsync(run, recognition, parts, cancellationToken);
        if (language is null)
        {
            return ([], null);
        }

        var captions = run.Input.Translate == true ? "en" : language.Tag;
        var slots = Math.Clamp(options.Value.Slots, 1, ProtocolLimits.MaxAtOnce);
        var spread = run.Job.Blocks is { } sharing ? new Spread(run, sharing, sound, language, slots, time) : null;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = slots + (spread is null ? 0 : Spread.Beyond), CancellationToken = cancellationToken };
        var all = AllAsync(first, parts, left, cancellationToken);
        await Parallel.ForEachAsync(spread?.RunAsync(all, cancellationToken) ?? HereAsync(all, cancellationToken), parallel, async (given, token) =>
        {
            try
            {
                var part = given.Part;
                var stored = await StoredAsync(run, part, token);
                if (stored is not null)
                {
                    telemetry.PartEnded(run.IsWhisper, given.IsReceived ? PartEnd.Received : PartEnd.Resumed, part.Seconds, TimeSpan.Zero);
                    if (!given.IsReceived && Interlocked.Increment(ref resumed) == 1)
                    {
                        run.Job.Log("info", "Going on from a checkpoint: parts that are done are not recognised again.");
                    }
                }

                // Words of another worker that are not there after all are recognised here.
                var words = (stored ?? await RecogniseAsync(run, recognition, part, language, token)).Words;
                lock (recognised)
                {
                    recognised.Add(part.Index, words);
                }

                var isOld = stored is not null && !given.IsReceived;
                var (done, found) = run.Progress.PartDone(part.Index, part.Seconds, before: isOld);
                run.Checkpoint(new CaptionsCheckpoint("transcribe", done, found));
                await live.AddAsync(part.Index, words, captions, isStored: isOld, token);
            }
            finally
            {
                spread?.Ended(given);
            }
        });
        await live.FlushAsync(captions, cancellationToken);
        return (Join(recognised.Values), language);
    }

    private static void ReportNotWritten(JobContext job) => job.Log("warning", "The captions so far cannot be stored for now: they come with the end of the job, if not before.");

    // A word at the end of one part that is repeated at the start of the next was spoken once.
    private static List<CaptionWord> Join(IEnumerable<IReadOnlyList<CaptionWord>> parts)
    {
        List<CaptionWord> words = [];
        IReadOnlyList<CaptionWord> before = [];
        foreach (var part in parts)
        {
            words.AddRange(before = PartEdges.Continue(before, part));
        }

        return words;
    }

    // Parts that were examined for their language still have to be recognised.
    private static async Task<(List<FoundPart> First, DetectedLanguage? Language)> LanguageAsync(
        CaptionsRun run, IRecognition recognition, IAsyncEnumerator<FoundPart> parts, CancellationToken cancellationToken)
    {
        List<FoundPart> first = [];
        if (run.Input.Language is { } chosen)
        {
            return (first, new DetectedLanguage(chosen, null));
        }

        var guesses = new LanguageGuesses();
        while (!guesses.IsSettled && await parts.MoveNextAsync())
        {
            var part = parts.Current;
            first.Add(part);
            if (first.Count == 1 && await StoredAsync(run, part, cancellationToken) is { Language: { } known } stored)
            {
                return (first, new DetectedLanguage(known, stored.LanguageProbability));
            }

            guesses.Add(part, await recognition.DetectAsync(part, cancellationToken));
        }

        var best = guesses.Best;
        if (best is { Probability: < CaptionsResult.SureLanguage and var unsure })
        {
            run.Job.Log("warning", string.Create(CultureInfo.InvariantCulture, $"It is not sure which language is spoken; {best.Tag} is a guess ({unsure:P0} sure)."));
        }
        else if (best is { Probability: { } sure })
        {
            run.Job.Log("info", string.Create(CultureInfo.InvariantCulture, $"The language is {best.Tag} ({sure:P0} sure)."));
        }

        return (first, best);
    }

    // The token is also cancelled when a part fails, after which the next parts are not needed.
    private static async IAsyncEnumerable<FoundPart> AllAsync(
        List<FoundPart> first, IAsyncEnumerator<FoundPart> others, CancellationTokenSource left, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var leaving = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), left);
        foreach (var part in first)
        {
            yield return part;
        }

        while (await others.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return others.Current;
        }
    }

    private static async IAsyncEnumerable<GivenPart> HereAsync(IAsyncEnumerable<FoundPart> found, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in found.WithCancellation(cancellationToken))
        {
            yield return new GivenPart(part);
        }
    }

    private static Task<PartWords?> StoredAsync(CaptionsRun run, FoundPart part, CancellationToken cancellationToken) =>
        PartRecogniser.StoredAsync(run.Work, run.Engine.Recogniser.Name, part, cancellationToken);

    private Task<PartWords> RecogniseAsync(
        CaptionsRun run, IRecognition recognition, FoundPart part, DetectedLanguage language, CancellationToken cancellationToken) => _parts.RecogniseAsync(
        run.Work,
        run.Engine.Recogniser,
        part.Index,
        part,
        language,
        () => recognition.RecogniseAsync(part, language.Tag, second => run.Progress.PartProgressed(part.Index, second), cancellationToken),
        cancellationToken);

    private async Task<IReadOnlyList<int>?> LabelSpeakersAsync(
        CaptionsRun run, IRecognition recognition, IReadOnlyList<CaptionWord> words, CancellationToken cancellationToken)
    {
        if (words.Count == 0 || !run.WantsSpeakers)
        {
            return null;
        }

        if (run.Engine.SpeakerProblem is not null)
        {
            run.Job.Log("warning", "The model for speaker recognition is missing or broken: the captions have no speakers.");
            return null;
        }

        using var span = telemetry.Source.StartActivity("captions.speakers");
        var began = time.GetTimestamp();
        run.Progress.LabellingSpeakers();
        try
        {
            var speakerNumbers = await recognition.LabelSpeakersAsync(words, run.Input.Speakers, cancellationToken);
            if (speakerNumbers is null)
            {
                run.Job.Log("warning", $"The recogniser {run.Engine.Recogniser.Name} does not distinguish speakers.");
            }

            return speakerNumbers;
        }
        catch (RecogniserExitedException) when (recognition.IsRunning)
        {
            // Hours of words are worth more than none.
            run.Job.Log("warning", "The speakers could not be distinguished: the captions have no speakers.");
            return null;
        }
        finally
        {
            telemetry.StepEnded("speakers", time.GetElapsedTime(began));
        }
    }

    private static CaptionWord InMedia(CaptionWord word, Timeline timeline)
    {
        var seconds = Math.Max(0, word.End - word.Start);
        var start = Math.Max(0, timeline.At(word.Start, by: word.Start + (seconds / 2)));
        return word with { Start = Math.Round(start, 3), End = Math.Round(start + seconds, 3) };
    }
}
