using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>Divides timed words into readable cues with few lines, with breaks at the ends of sentences and phrases, and at pauses.</summary>
public static class CueLayout
{
    /// <summary>Creates the cues of a recording. Times are whole milliseconds, inside the recording, in order and without overlap.</summary>
    /// <param name="words">The recognised words; they are sorted by their start, and times outside the recording are moved inside.</param>
    /// <param name="durationSeconds">The length of the recording, in seconds.</param>
    /// <param name="style">The style that the job requests; null for the defaults.</param>
    /// <param name="language">The BCP 47 tag of the spoken language; null to guess it from the words.</param>
    public static IReadOnlyList<CaptionCue> Arrange(IReadOnlyList<CaptionWord> words, double durationSeconds, CaptionStyle? style, string? language = null) =>
        Arrange(words, durationSeconds, CueLayoutOptions.From(style, language));

    /// <summary>Creates the cues of a recording. Times are whole milliseconds, inside the recording, in order and without overlap.</summary>
    /// <param name="words">The recognised words; they are sorted by their start, and times outside the recording are moved inside.</param>
    /// <param name="durationSeconds">The length of the recording, in seconds.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public static IReadOnlyList<CaptionCue> Arrange(IReadOnlyList<CaptionWord> words, double durationSeconds, CueLayoutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        options ??= new CueLayoutOptions();
        var timed = TimedWord.Order(words, durationSeconds, options.LineLength, out var duration);
        if (timed.Length == 0)
        {
            return [];
        }

        var places = new BreakPlaces(timed, options);
        var lines = new LineWrap(places, options);
        var breaks = CueBreaks.Choose(places, lines, duration, options);
        var columns = new int[breaks.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = places.Columns(i > 0 ? breaks[i - 1] : 0, breaks[i]);
        }

        var times = CueTimes.Place(timed, breaks, columns, duration, options);
        var cues = new CaptionCue[breaks.Count];
        for (var i = 0; i < cues.Length; i++)
        {
            var first = i > 0 ? breaks[i - 1] : 0;
            var (start, end) = times[i];
            cues[i] = new CaptionCue(i + 1, start / 1000d, end / 1000d, lines.Text(first, breaks[i]), Words(timed.AsSpan(first..breaks[i])), Speakers(timed.AsSpan(first..breaks[i])));
        }

        return cues;
    }

    private static CaptionWord[] Words(ReadOnlySpan<TimedWord> segment)
    {
        var words = new CaptionWord[segment.Length];
        for (var i = 0; i < words.Length; i++)
        {
            var word = segment[i];
            words[i] = new CaptionWord(word.Text, word.Start / 1000d, word.End / 1000d, word.Confidence, word.Speaker);
        }

        return words;
    }

    private static List<int>? Speakers(ReadOnlySpan<TimedWord> segment)
    {
        if (segment[0].Voice == 0)
        {
            return null;
        }

        List<int> speakers = [];
        foreach (var word in segment)
        {
            if (speakers.Count == 0 || speakers[^1] != word.Voice)
            {
                speakers.Add(word.Voice);
            }
        }

        return speakers;
    }
}
