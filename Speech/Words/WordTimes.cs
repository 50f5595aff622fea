using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>
/// Puts words where the voice is. A model's own times are off by a tenth of a second and more; where speech begins and ends
/// is known exactly. So all words of a part are given to its segments at once, and the edges are the segments'.
/// </summary>
public static class WordTimes
{
    /// <summary>Least seconds of a word.</summary>
    public const double Shortest = 0.02;

    // Further from all speech, in seconds, a word is invented, unless the model is sure: its times may be as wrong.
    private const double FarFromSpeech = 1;
    private const double Sure = 0.5;

    /// <summary>
    /// The words that were said, timed: in order, without overlap, inside the speech and at least 0.02 s each. In Thai, Lao, Khmer and
    /// Burmese a word that begins with a space begins a phrase.
    /// </summary>
    /// <param name="heard">What the model says of a part, in seconds of the sound.</param>
    /// <param name="speech">The speech of the part, in seconds of the sound, in order.</param>
    public static IReadOnlyList<CaptionWord> Place(IReadOnlyList<RecognisedSegment> heard, IReadOnlyList<SpeechSegment> speech)
    {
        ArgumentNullException.ThrowIfNull(heard);
        ArgumentNullException.ThrowIfNull(speech);
        var segments = speech.Where(static segment => segment.End - segment.Start >= Shortest).ToArray();
        if (segments.Length == 0)
        {
            return [];
        }

        List<RecognisedWord> words = [];
        for (var i = 0; i < heard.Count; i++)
        {
            words.AddRange(WordJoiner.Join(heard[i], i).Where(word => word.Probability >= Sure || Distance(word, segments) <= FarFromSpeech));
        }

        words = Repeats.Remove(words, segments);
        var chosen = SegmentChoice.For(words, segments);
        List<CaptionWord> placed = new(words.Count);
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
