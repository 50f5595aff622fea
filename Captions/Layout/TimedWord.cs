using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>A word with times in whole milliseconds, as the formats write them: what does not overlap here does not after rounding.</summary>
internal readonly record struct TimedWord(string Text, long Start, long End, double? Confidence)
{
    /// <summary>Words in order, each starting at least a millisecond after the one before and inside the recording.</summary>
    public static TimedWord[] Order(IReadOnlyList<CaptionWord> words, double durationSeconds, out long duration)
    {
        var ordered = words
            .Select(static w => (Word: w, Text: Clean(w.Text)))
            .Where(static w => w.Text.Length > 0)
            .OrderBy(static w => Finite(w.Word.Start))
            .ToArray();
        duration = Math.Max(ToMilliseconds(durationSeconds), ordered.Length);
        var timed = new TimedWord[ordered.Length];
        long earliest = 0;
        for (var i = 0; i < ordered.Length; i++)
        {
            var (word, text) = ordered[i];
            var start = Math.Clamp(ToMilliseconds(word.Start), earliest, duration - (ordered.Length - i));
            timed[i] = new TimedWord(text, start, Math.Clamp(ToMilliseconds(word.End), start + 1, duration), word.Confidence);
            earliest = start + 1;
        }

        for (var i = 0; i < timed.Length - 1; i++)
        {
            timed[i] = timed[i] with { End = Math.Min(timed[i].End, timed[i + 1].Start) };
        }

        return timed;
    }

    private static string Clean(string? text) =>
        string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(static part => string.Concat(part.Where(static c => !char.IsControl(c)))).Where(static part => part.Length > 0));

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static long ToMilliseconds(double seconds) => (long)Math.Round(Math.Clamp(Finite(seconds), 0, 1e9) * 1000, MidpointRounding.AwayFromZero);
}
