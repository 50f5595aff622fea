using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Layout;

/// <summary>
/// Represents a word with times in whole milliseconds, the resolution of the formats, so that words without overlap have none after rounding.
/// </summary>
/// <param name="Text">The text without white space around it.</param>
/// <param name="Start">The start in milliseconds from the start of the recording.</param>
/// <param name="End">The end in milliseconds.</param>
/// <param name="Columns">The number of columns of the text.</param>
/// <param name="IsSpaced">Whether a space separates it from the previous word on the same line.</param>
/// <param name="Voice">The number of the speaker; an unknown speaker counts as the previous one. 0 if no speaker is known.</param>
/// <param name="Confidence">The recognised confidence.</param>
/// <param name="Speaker">The recognised speaker.</param>
internal readonly record struct TimedWord(string Text, long Start, long End, int Columns, bool IsSpaced, int Voice, double? Confidence, int? Speaker)
{
    /// <summary>Sorts the words, each starting at least a millisecond after the previous one and inside the recording.</summary>
    /// <param name="words">The recognised words.</param>
    /// <param name="durationSeconds">The length of the recording.</param>
    /// <param name="lineLength">Longer words of languages without spaces are divided.</param>
    /// <param name="duration">The length of the recording in milliseconds, extended if necessary for every word.</param>
    public static TimedWord[] Order(IReadOnlyList<CaptionWord> words, double durationSeconds, int lineLength, out long duration)
    {
        var finite = words.Select(static w => w with { Start = Finite(w.Start), End = Finite(w.End) }).OrderBy(static w => w.Start);
        var ordered = WordPieces.Join(finite)
            .SelectMany(w => WordPieces.Of(w, lineLength))
            .Select(static w => (Word: w, Text: Clean(w.Text)))
            .Where(static w => w.Text.Length > 0)
            .OrderBy(static w => w.Word.Start)
            .ToArray();
        duration = Math.Max(ToMilliseconds(durationSeconds), ordered.Length);
        var timed = new TimedWord[ordered.Length];
        long earliest = 0;
        var voice = ordered.FirstOrDefault(static w => w.Word.Speaker is > 0).Word?.Speaker ?? 0;
        for (var i = 0; i < ordered.Length; i++)
        {
            var (word, text) = ordered[i];
            voice = word.Speaker is > 0 and var speaker ? speaker : voice;
            var start = Math.Clamp(ToMilliseconds(word.Start), earliest, duration - (ordered.Length - i));
            var end = Math.Clamp(ToMilliseconds(word.End), start + 1, duration);
            var isSpaced = i > 0 && IsSpaceBetween(ordered[i - 1].Text, text, word.Text);
            timed[i] = new TimedWord(text, start, end, Math.Max(1, Scripts.Columns(text)), isSpaced, voice, word.Confidence, word.Speaker);
            earliest = start + 1;
        }

        for (var i = 0; i < timed.Length - 1; i++)
        {
            timed[i] = timed[i] with { End = Math.Min(timed[i].End, timed[i + 1].Start) };
        }

        return timed;
    }

    private static bool IsSpaceBetween(string before, string text, string recognised)
    {
        var (left, right) = (LastSeen(before), FirstSeen(text));
        if (Scripts.IsIdeographic(left) || Scripts.IsIdeographic(right))
        {
            return false;
        }

        // Between two Thai words a space is punctuation, which is kept only if the recogniser wrote one.
        return !(Scripts.IsPhrased(left) && Scripts.IsPhrased(right)) ? !IsClosing(text) : char.IsWhiteSpace(recognised[0]);
    }

    // French has a space before its other punctuation marks.
    private static bool IsClosing(string text) => text is "." or "," or "…" or "..." or ")" or "]" or "،" or "۔" or "؟" or "।";

    private static char FirstSeen(string text)
    {
        foreach (var c in text)
        {
            if (IsSeen(c))
            {
                return c;
            }
        }

        return text[0];
    }

    private static char LastSeen(string text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (IsSeen(text[i]))
            {
                return text[i];
            }
        }

        return text[^1];
    }

    private static bool IsSeen(char c) => char.IsAscii(c) || (char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark) && !char.IsLowSurrogate(c));

    private static string Clean(string? text)
    {
        if (text is null || !text.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            return text ?? "";
        }

        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(static part => string.Concat(part.Where(static c => !char.IsControl(c)))).Where(static part => part.Length > 0));
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    private static long ToMilliseconds(double seconds) => (long)Math.Round(Math.Clamp(seconds, 0, 1e9) * 1000, MidpointRounding.AwayFromZero);
}
