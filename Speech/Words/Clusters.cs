using System.Globalization;
using System.Text;

namespace Platform.Speech.Words;

/// <summary>Finds the units of a text that must not be cut: characters with their marks, and in Thai and similar scripts with their vowels.</summary>
internal static class Clusters
{
    /// <summary>Returns the ends of the units in UTF-16 units, in order; the last one is the end of the text.</summary>
    public static IEnumerable<int> Ends(string text)
    {
        foreach (var start in StringInfo.ParseCombiningCharacters(text).Skip(1))
        {
            _ = Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var before, out _);
            _ = Rune.DecodeFromUtf16(text.AsSpan(start), out var after, out _);
            if (!WordBoundaries.AreTogether(before, after))
            {
                yield return start;
            }
        }

        yield return text.Length;
    }
}
