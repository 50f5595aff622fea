using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>
/// Finds speech for which no words were recognised. A model omits whole sentences when the language or the speaker changes within a part, or when a
/// sentence repeats earlier text; it recognises such speech when decoded on its own.
/// </summary>
public static class UnrecognisedSpeech
{
    /// <summary>The minimum length in seconds; shorter speech may be a cough or a laugh.</summary>
    public const double MinSeconds = 1.5;

    /// <summary>Finds sequences of segments without words, most of which the model did not recognise either, in order.</summary>
    /// <param name="speech">The segments of a part, in order.</param>
    /// <param name="words">The recognised words, aligned with the speech.</param>
    /// <param name="decoded">The original decoding, whose words are at or beside their recognised times.</param>
    public static IReadOnlyList<IReadOnlyList<SpeechSegment>> In(IReadOnlyList<SpeechSegment> speech, IReadOnlyList<CaptionWord> words, IReadOnlyList<RecognisedSegment> decoded)
    {
        ArgumentNullException.ThrowIfNull(speech);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(decoded);
        List<IReadOnlyList<SpeechSegment>> found = [];
        List<SpeechSegment> run = [];
        foreach (var segment in speech)
        {
            if (words.Any(word => word.Start < segment.End && word.End > segment.Start))
            {
                Close();
            }
            else
            {
                run.Add(segment);
            }
        }

        Close();
        return found;

        void Close()
        {
            var seconds = run.Sum(static segment => segment.End - segment.Start);
            if (seconds >= MinSeconds && decoded.Sum(segment => SpokenTime.Between(run, segment.Start, segment.End)) < seconds / 2)
            {
                found.Add([.. run]);
            }

            run.Clear();
        }
    }

    /// <summary>Returns the probable segments of a decoding of such speech, which may not be speech after all.</summary>
    public static IEnumerable<RecognisedSegment> Likely(IEnumerable<RecognisedSegment> decoded) => decoded.Where(Guards.IsLikely);
}
