using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Speech.Words;

/// <summary>Joins the words of consecutive parts.</summary>
public static class PartEdges
{
    /// <summary>Removes the words of a part that the previous part contains already, and makes the times increase.</summary>
    /// <param name="before">The words of the previous part.</param>
    /// <param name="after">The words of the part, in the same time.</param>
    public static IReadOnlyList<CaptionWord> Continue(IReadOnlyList<CaptionWord> before, IReadOnlyList<CaptionWord> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Count == 0 || after.Count == 0)
        {
            return after;
        }

        var repeated = Repeats.AtEdge([.. before.Select(Key)], [.. after.Select(Key)], count => after[count - 1].End - after[0].Start);
        var until = before[^1].End;
        return [.. after.Skip(repeated).Where(word => word.End - Math.Max(word.Start, until) >= WordTimes.MinDuration - 1e-9).Select(word => word with { Start = Math.Max(word.Start, until) })];
    }

    private static string Key(CaptionWord word) => string.Concat(word.Text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(Rune.ToLowerInvariant));
}
