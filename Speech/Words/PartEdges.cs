using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Speech.Words;

/// <summary>Puts the words of parts one after another.</summary>
public static class PartEdges
{
    /// <summary>The words of a part without what the part before has said already, in times that do not run back.</summary>
    /// <param name="before">Words of the part before.</param>
    /// <param name="after">Words of the part, in the same time.</param>
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
        return [.. after.Skip(repeated).Where(word => word.End - Math.Max(word.Start, until) >= WordTimes.Shortest - 1e-9).Select(word => word with { Start = Math.Max(word.Start, until) })];
    }

    private static string Key(CaptionWord word) => string.Concat(word.Text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(Rune.ToLowerInvariant));
}
