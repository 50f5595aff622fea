using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>Turns timed words into cues: readable, on few lines, broken where a sentence, a phrase or a pause allows it.</summary>
public static class CueLayout
{
    /// <summary>The cues of a recording. Times are whole milliseconds, inside the recording, in order and without overlap.</summary>
    /// <param name="words">As recognised; put in the order of their start, times outside the recording are pulled in.</param>
    /// <param name="durationSeconds">Length of the recording, in seconds.</param>
    /// <param name="style">What the job asks for; null for common practice.</param>
    /// <param name="language">BCP 47 tag of what is spoken; null has it guessed by the words.</param>
    public static IReadOnlyList<CaptionCue> Arrange(IReadOnlyList<CaptionWord> words, double durationSeconds, CaptionStyle? style, string? language = null) =>
        Arrange(words, durationSeconds, CueLayoutOptions.From(style, language));

    /// <summary>The cues of a recording. Times are whole milliseconds, inside the recording, in order and without overlap.</summary>
    /// <param name="words">As recognised; put in the order of their start, times outside the recording are pulled in.</param>
    /// <param name="durationSeconds">Length of the recording, in seconds.</param>
    /// <param name="options">Null for common practice.</param>
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
