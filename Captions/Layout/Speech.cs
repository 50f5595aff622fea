using System.Collections.Frozen;

namespace Platform.Captions.Layout;

/// <summary>What words say about where a sentence can be cut.</summary>
internal static class Speech
{
    private static readonly FrozenSet<string> _dangling = FrozenSet.ToFrozenSet(
        ["a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or", "but", "as", "is", "was", "his", "her", "my", "your", "their", "our", "its", "this", "that", "mr", "mrs", "mister"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a cue or line that ends in this word reads as cut off.</summary>
    public static bool IsDangling(string word) => _dangling.Contains(word);

    public static bool EndsSentence(string word) => word[^1] is '.' or '?' or '!' or '…' or '。' or '？' or '！';

    public static bool EndsClause(string word) => word[^1] is ',' or ';' or ':' or '–' or '—' || EndsSentence(word);
}
