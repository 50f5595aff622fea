using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>
/// Aligns words with speech. A model's own times are off by a tenth of a second and more, whereas the borders of speech are known exactly. So all
/// words of a part are assigned to its segments together, and start and end with them.
/// </summary>
public static class WordTimes
{
    /// <summary>The minimum length of a word in seconds.</summary>
    public const double MinDuration = 0.02;

    // A word further away from any speech, in seconds, is invented, unless its probability is high: its times may be as wrong.
    private const double FarFromSpeech = 1;
    private const double Sure = 0.5;

    /// <summary>
    /// Computes the times of the spoken words: in order, without overlap, inside the speech and at least 0.02 s each. In Thai, Lao, Khmer and Burmese
    /// a word that starts with a space starts a phrase.
    /// </summary>
    /// <param name="decoded">The decoding of a part, in seconds of the sound.</param>
    /// <param name="speech">The speech of the part, in seconds of the sound, in order.</param>
    public static IReadOnlyList<CaptionWord> Place(IReadOnlyList<RecognisedSegment> decoded, IReadOnlyList<SpeechSegment> speech)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        ArgumentNullException.ThrowIfNull(speech);
        var segments = speech.Where(static segment => segment.End - segment.Start >= MinDuration).ToArray();
        if (segments.Length == 0)
        {
            return [];
        }

        List<RecognisedWord> words = [];
        for (var i = 0; i < decoded.Count; i++)
        {
            words.AddRange(WordJoiner.Join(decoded[i], i).Where(word => word.Probability >= Sure || Distance(word, segments) <= FarFromSpeech));
        }

        words = Repeats.Remove(words, segments);
        var chosen = SegmentChoice.For(words, segments);
        var placed = new List<CaptionWord>(words.Count);
        for (var (segment, at) = (0, 0); segment < segments.Length; segment++)
        {
            var end = at;
            while (end < words.Count && chosen[end] == segment)
            {
                end++;
            }

            WordSpread.Over(segments[segment], words[at..end], placed);
            at = end;
        }

        return placed;
    }

    private static double Distance(RecognisedWord word, SpeechSegment[] speech) =>
        speech.Min(segment => Math.Max(0, Math.Max(segment.Start - word.End, word.Start - segment.End)));
}
