using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Worker.Recognition;
using Platform.Worker.Telemetry;

namespace Platform.Worker.Captioning;

/// <summary>Recognises single parts, and stores their words, so that whoever needs a part again finds it done.</summary>
internal sealed class PartRecogniser(WorkerTelemetry telemetry, TimeProvider time)
{
    /// <summary>Finds the stored words of a part; null if it was not recognised, or with other borders or another recogniser.</summary>
    /// <param name="work">The objects of the job.</param>
    /// <param name="recogniser">The name of the recogniser.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<PartWords?> StoredAsync(WorkObjects work, string recogniser, FoundPart part, CancellationToken cancellationToken)
    {
        var stored = await work.ReadAsync(work.Part(part.Index), CaptioningJson.Default.PartWords, cancellationToken);
        return stored is { Words: not null } && stored.Recogniser == recogniser && stored.Start == part.Start && stored.Seconds == part.Seconds ? stored : null;
    }

    /// <summary>Recognises the words of a part and stores them.</summary>
    /// <param name="work">The objects of the job.</param>
    /// <param name="recogniser">The recogniser.</param>
    /// <param name="index">The index of the part in the recording.</param>
    /// <param name="language">The spoken language.</param>
    /// <param name="recognise">Recognises the words.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Cancels the recognition.</param>
    public async Task<PartWords> RecogniseAsync(
        WorkObjects work, IRecogniser recogniser, int index, FoundPart part, DetectedLanguage language, Func<Task<IReadOnlyList<CaptionWord>>> recognise, CancellationToken cancellationToken)
    {
        using var span = telemetry.Source.StartActivity("captions.part");
        span?.SetTag("part.index", index).SetTag("part.seconds", part.Seconds);
        var began = time.GetTimestamp();
        IReadOnlyList<CaptionWord> words;
        try
        {
            words = await recognise();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            telemetry.PartEnded(recogniser is Whisper, PartEnd.Failed, part.Seconds, time.GetElapsedTime(began));
            throw;
        }

        telemetry.PartEnded(recogniser is Whisper, PartEnd.Recognised, part.Seconds, time.GetElapsedTime(began));
        var done = new PartWords(words, part.Start, part.Seconds, recogniser.Name, language.Tag, language.Probability);
        await work.WriteAsync(work.Part(index), done, CaptioningJson.Default.PartWords, cancellationToken);
        return done;
    }
}
