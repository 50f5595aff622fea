using Platform.Contracts.PublicApi;
using Platform.Recogniser.Engine;
using Platform.Speech.Activity;
using Platform.Speech.Words;

namespace Platform.Recogniser.Decoding;

/// <summary>
/// Recognises the words of a part: decodes it, again with a higher temperature if the result is implausible, and without the prompt if nothing else
/// helps. The result is checked and aligned with the speech, and speech without words is decoded on its own.
/// </summary>
/// <param name="decoder">Decodes sounds.</param>
/// <param name="time">The clock.</param>
/// <param name="decoding">Called with the index of the part before each decoding.</param>
internal sealed class PartRecognition(IDecoder decoder, TimeProvider time, Action<int> decoding)
{
    // A large model on a busy processor takes minutes for each decoding.
    private static readonly TimeSpan s_maxTime = TimeSpan.FromMinutes(3);

    // Each costs as much as the part.
    private const int MaxStretches = 2;

    /// <summary>Recognises the words of a part, with times of the whole sound.</summary>
    public async Task<IReadOnlyList<CaptionWord>> RunAsync(SpeechPart part, float[] sound, DecodingWish wish, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var best = await BestAsync(part, sound, wish, began, cancellationToken).ConfigureAwait(false);
        if (best is not null && PromptEcho.IsPossible(best, wish.Prompt)
            && await BestAsync(part, sound, wish with { Prompt = null }, began, cancellationToken).ConfigureAwait(false) is { } plain)
        {
            best = PromptEcho.Settle(best, plain);
        }

        var words = best is null ? [] : WordTimes.Place(best.Segments, part.Segments);
        return words.Count == 0 ? words : await FillAsync(part, sound, wish, words, best!.Segments, began, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds the words of speech for which nothing was recognised, decoded on its own.</summary>
    private async Task<IReadOnlyList<CaptionWord>> FillAsync(
        SpeechPart part, float[] sound, DecodingWish wish, IReadOnlyList<CaptionWord> words, IReadOnlyList<RecognisedSegment> decoded, long began, CancellationToken cancellationToken)
    {
        var longest = UnrecognisedSpeech.In(part.Segments, words, decoded).OrderByDescending(static stretch => stretch[^1].End - stretch[0].Start).Take(MaxStretches);
        foreach (var stretch in longest)
        {
            if (time.GetElapsedTime(began) > s_maxTime)
            {
                break;
            }

            var (start, end) = WithPauses(part, stretch);
            decoding(part.Index);
            var added = await decoder.DecodeAsync(Cut(sound, start - part.Start, end - part.Start), start, wish, 0, cancellationToken).ConfigureAwait(false);
            var text = Guards.Check([.. UnrecognisedSpeech.Likely(added)], wish.KeepSounds, stretch);
            words = [.. words.Concat(WordTimes.Place(text.Segments, stretch)).OrderBy(static word => word.Start)];
        }

        return words;
    }

    /// <summary>Computes the range of a stretch to decode: half of the pauses beside it, so that it does not contain the words around it.</summary>
    private static (double Start, double End) WithPauses(SpeechPart part, IReadOnlyList<SpeechSegment> stretch)
    {
        var (from, to) = (stretch[0].Start, stretch[^1].End);
        var before = part.Segments.Where(segment => segment.End <= from).Select(segment => (from - segment.End) / 2).LastOrDefault(from - part.Start);
        var after = part.Segments.Where(segment => segment.Start >= to).Select(segment => (segment.Start - to) / 2).FirstOrDefault(part.Start + part.Seconds - to);
        return (from - Math.Clamp(before, 0, PartCollector.Margin), to + Math.Clamp(after, 0, PartCollector.Margin));
    }

    private static float[] Cut(float[] sound, double from, double to)
    {
        var first = Math.Clamp((int)(from * SpeechSearch.SampleRate), 0, sound.Length);
        var count = Math.Clamp((int)(to * SpeechSearch.SampleRate) - first, 0, sound.Length - first);
        var cut = new float[Math.Max(count, SpeechSearch.MinSamples)];
        sound.AsSpan(first, count).CopyTo(cut);
        return cut;
    }

    private async Task<GuardedText?> BestAsync(SpeechPart part, float[] sound, DecodingWish wish, long began, CancellationToken cancellationToken)
    {
        GuardedText? best = null;
        foreach (var temperature in Guards.Temperatures)
        {
            decoding(part.Index);
            var decoded = await decoder.DecodeAsync(sound, part.Start, wish, temperature, cancellationToken).ConfigureAwait(false);
            var text = Guards.Check([.. decoded], wish.KeepSounds, part.Segments);
            best = best?.Better(text) ?? text;
            if (!text.DecodeAgain || time.GetElapsedTime(began) > s_maxTime)
            {
                break;
            }
        }

        return best;
    }
}
