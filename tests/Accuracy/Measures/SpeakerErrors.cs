using Platform.Contracts.PublicApi;

namespace Platform.Accuracy.Measures;

/// <summary>Measures the share of speech that was assigned to the wrong speaker.</summary>
internal static class SpeakerErrors
{
    /// <summary>The share of the words' time that is given to the wrong speaker, names chosen for the best.</summary>
    /// <param name="words">What was heard.</param>
    /// <param name="told">Who said each word, from 1; empty for one speaker.</param>
    /// <param name="truth">Who speaks at a time, 0 or 1.</param>
    public static double ShareWrong(IReadOnlyList<CaptionWord> words, IReadOnlyList<int> told, Func<double, int> truth)
    {
        double all = 0, same = 0, swapped = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var seconds = words[i].End - words[i].Start;
            var speaker = told.Count == 0 ? 1 : told[i];
            var real = truth((words[i].Start + words[i].End) / 2) + 1;
            all += seconds;
            same += speaker == real ? seconds : 0;
            swapped += speaker == 3 - real ? seconds : 0;
        }

        return all == 0 ? 1 : 1 - (Math.Max(same, swapped) / all);
    }
}
