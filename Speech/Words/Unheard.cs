using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;

namespace Platform.Speech.Words;

/// <summary>
/// Speech of which nothing was heard. A model leaves whole sentences out where a part changes its language or its speaker, or where it has said
/// the same before; shown that speech alone, it hears it.
/// </summary>
public static class Unheard
{
    /// <summary>Shorter speech, in seconds, may be a cough or a laugh.</summary>
    public const double MinSeconds = 1.5;

    /// <summary>Runs of segments without a word, most of which the model does not claim to have heard either, in order.</summary>
    /// <param name="speech">Segments of a part, in order.</param>
    /// <param name="words">What was heard of it, placed.</param>
    /// <param name="heard">The same as the model said it: words stand where it heard them or beside.</param>
    public static IReadOnlyList<IReadOnlyList<SpeechSegment>> In(IReadOnlyList<SpeechSegment> speech, IReadOnlyList<CaptionWord> words, IReadOnlyList<RecognisedSegment> heard)
    {
        ArgumentNullException.ThrowIfNull(speech);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(heard);
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
            if (seconds >= MinSeconds && heard.Sum(said => SpokenTime.Between(run, said.Start, said.End)) < seconds / 2)
            {
                found.Add([.. run]);
            }

            run.Clear();
        }
    }

    /// <summary>What the model says of such speech, but for what it is not sure of: here it may be no speech after all.</summary>
    public static IEnumerable<RecognisedSegment> Likely(IEnumerable<RecognisedSegment> heard) => heard.Where(Guards.IsLikely);
}
