using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>Turns timed words into cues: at most two lines, readable, broken where a speaker pauses.</summary>
public static class CueLayout
{
    /// <summary>The cues of a recording. Times are whole milliseconds, inside the recording, in order and without overlap.</summary>
    /// <param name="words">As recognised; put in the order of their start, times outside the recording are pulled in.</param>
    /// <param name="durationSeconds">Length of the recording, in seconds.</param>
    /// <param name="options">Null for common practice.</param>
    public static IReadOnlyList<CaptionCue> Arrange(IReadOnlyList<CaptionWord> words, double durationSeconds, CueLayoutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        options ??= new CueLayoutOptions();
        var timed = TimedWord.Order(words, durationSeconds, out var duration);
        if (timed.Length == 0)
        {
            return [];
        }

        var breaks = CueBreaks.Choose(timed, duration, options);
        var cues = new CaptionCue[breaks.Count];
        var first = 0;
        long previousEnd = 0;
        for (var i = 0; i < breaks.Count; i++)
        {
            var next = breaks[i];
            var segment = timed.AsSpan(first, next - first);
            var text = LineWrap.Wrap(segment, options.LineLength);
            var (start, end) = Time(segment, text.Length, previousEnd, next < timed.Length ? timed[next].Start : duration, options);
            cues[i] = new CaptionCue(i + 1, start / 1000d, end / 1000d, text, Words(segment));
            previousEnd = end;
            first = next;
        }

        return cues;
    }

    private static (long Start, long End) Time(ReadOnlySpan<TimedWord> segment, int characters, long previousEnd, long nextStart, CueLayoutOptions options)
    {
        var start = segment[0].Start;
        var wanted = Math.Max(
            Math.Max(segment[^1].End + Milliseconds(options.LingerSeconds), start + Milliseconds(options.MinSeconds)),
            start + (long)(characters / options.ReadingSpeed * 1000));
        var end = Math.Min(Math.Min(wanted, start + Milliseconds(options.MaxSeconds)), nextStart);
        var shortest = Milliseconds(options.MinSeconds);
        if (end - start < shortest)
        {
            start = Math.Max(previousEnd, end - shortest);
        }

        return (start, end);
    }

    private static CaptionWord[] Words(ReadOnlySpan<TimedWord> segment)
    {
        var words = new CaptionWord[segment.Length];
        for (var i = 0; i < words.Length; i++)
        {
            var word = segment[i];
            words[i] = new CaptionWord(word.Text, word.Start / 1000d, word.End / 1000d, word.Confidence);
        }

        return words;
    }

    private static long Milliseconds(double seconds) => (long)(seconds * 1000);
}
