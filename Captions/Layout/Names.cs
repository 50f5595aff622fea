using System.Collections.Frozen;

namespace Platform.Captions.Layout;

/// <summary>Finds names: consecutive words with capitals, or with a particle between them ("Lady Catherine de Bourgh").</summary>
internal static class Names
{
    // A longer sequence is a title, a heading, or text in capitals, in which no line could be broken.
    private const int MaxWords = 5;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_particles = FrozenSet.ToFrozenSet(
        ["of", "de", "del", "di", "da", "do", "dos", "das", "du", "van", "von", "der", "den", "zu", "bin", "ibn", "al"], StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Computes for each place whether it is inside a name.</summary>
    /// <param name="words">The words in order.</param>
    /// <param name="language">The function words of the language, which are not names.</param>
    /// <param name="hasOrdinals">As for <see cref="Punctuation.EndsSentence"/>.</param>
    public static bool[] Find(TimedWord[] words, FunctionWords language, bool hasOrdinals)
    {
        var inside = new bool[words.Length + 1];
        var first = 0;
        for (var i = 1; i <= words.Length; i++)
        {
            if (i < words.Length && (IsOneName(words[i - 1], words[i], language, hasOrdinals) || IsParticle(words, i, language) || IsParticle(words, i - 1, language)))
            {
                continue;
            }

            if (i - first is > 1 and <= MaxWords)
            {
                inside.AsSpan(first + 1, i - first - 1).Fill(true);
            }

            first = i;
        }

        return inside;
    }

    private static bool IsOneName(in TimedWord before, in TimedWord after, FunctionWords language, bool hasOrdinals) =>
        before.Voice == after.Voice && Punctuation.EndsOpen(before.Text) && !Punctuation.EndsSentence(before.Text, after.Text, hasOrdinals)
        && IsPart(before.Text, language) && IsPart(after.Text, language);

    private static bool IsParticle(TimedWord[] words, int at, FunctionWords language) =>
        at > 0 && at < words.Length - 1 && s_particles.Contains(words[at].Text) && IsPart(words[at + 1].Text, language)
        && IsPart(words[at - 1].Text, language) && Punctuation.EndsOpen(words[at - 1].Text)
        && words[at - 1].Voice == words[at].Voice && words[at].Voice == words[at + 1].Voice;

    private static bool IsPart(ReadOnlySpan<char> word, FunctionWords language)
    {
        var core = Punctuation.Core(word);
        return Punctuation.HasCapital(core) && language.RoleOf(core) == WordRole.None;
    }
}
