using System.Buffers;
using System.Globalization;

namespace Platform.Captions.Layout;

/// <summary>What the characters around a word say about where a sentence can be cut.</summary>
internal static class Punctuation
{
    private static readonly SearchValues<char> s_sentenceEnds = SearchValues.Create(".?!…。？！．｡؟۔।॥։።។၊။‼⁇⁈⁉\u037e");
    private static readonly SearchValues<char> s_clauseEnds = SearchValues.Create(";:؛；：—–");
    private static readonly SearchValues<char> s_commas = SearchValues.Create(",،，、､·፣՝");
    private static readonly SearchValues<char> s_closers = SearchValues.Create("\"'”’»›)]}」』）］｝】〉》〕〗〙");

    // What may not begin a line (JIS X 4051 and its like): closing marks, and small letters and marks that belong to the one before.
    private static readonly SearchValues<char> s_notFirst = SearchValues.Create(
        ".,!?…:;%％)]}”’»›。．｡，、､？！：；؟،؛۔।॥։።፣។၊။」』）］｝】〉》〕〗〙・ーゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ‐゠〜～‼⁇⁈⁉%‰℃°ๆฯ");
    private static readonly SearchValues<char> s_notLast = SearchValues.Create("([{“‘„«‹「『（［｛【〈《〔〖〘¿¡$£€¥￥＄");

    /// <summary>Titles and the like: their full stop ends no sentence.</summary>
    private static readonly SearchValues<string> s_abbreviations = SearchValues.Create(
        ["mr", "mrs", "ms", "dr", "st", "prof", "sr", "sra", "srta", "dra", "jr", "mme", "mlle", "hr", "fr", "sig", "dott", "ing", "gen", "col", "lt", "capt", "rev", "vs", "nr", "ca", "bzw", "z.b", "d.h", "e.g", "i.e", "ул", "им", "т.е"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The word without punctuation around it; an apostrophe at its end stays (l', d', dell').</summary>
    public static ReadOnlySpan<char> Core(ReadOnlySpan<char> word)
    {
        var from = 0;
        while (from < word.Length && !IsLetter(word[from]))
        {
            from++;
        }

        var to = word.Length;
        while (to > from && !IsLetter(word[to - 1]) && !(word[to - 1] is '\'' or '’' && to - 2 >= from && IsLetter(word[to - 2])))
        {
            to--;
        }

        return word[from..to];
    }

    /// <summary>Whether a sentence ends between two words.</summary>
    /// <param name="word">The word before.</param>
    /// <param name="next">The word after it; empty where there is none.</param>
    /// <param name="hasOrdinals">Whether a number with a full stop may say which one ("3. Mai") and end no sentence.</param>
    public static bool EndsSentence(ReadOnlySpan<char> word, ReadOnlySpan<char> next, bool hasOrdinals)
    {
        var last = WithoutClosers(word);
        if (last.Length == 0 || !s_sentenceEnds.Contains(last[^1]))
        {
            return false;
        }

        if (last[^1] is '.' or '…')
        {
            var core = Core(last);
            var following = Core(next);
            return !(following.Length > 0 && GoesOn(following[0])) && (last[^1] == '…' || !IsAbbreviation(core, hasOrdinals));
        }

        return true;
    }

    /// <summary>Whether a part of a sentence ends after the word, by more than a comma.</summary>
    public static bool EndsClause(ReadOnlySpan<char> word) => WithoutClosers(word) is [.., var last] && (s_clauseEnds.Contains(last) || s_sentenceEnds.Contains(last));

    /// <summary>Whether the word ends in a comma, or in what stands for one.</summary>
    public static bool EndsWithComma(ReadOnlySpan<char> word) => WithoutClosers(word) is [.., var last] && s_commas.Contains(last);

    /// <summary>Whether the word ends in nothing that parts it from the next one: the full stop of an abbreviation does not.</summary>
    public static bool EndsOpen(ReadOnlySpan<char> word) => Visible(word) is [.., var last] && (IsLetter(last) || last is '\'' or '’' or '.');

    /// <summary>Whether the word is nothing but closing brackets and quotation marks.</summary>
    public static bool IsCloser(ReadOnlySpan<char> word) => WithoutClosers(word).Length == 0;

    /// <summary>Whether the word may not begin a line.</summary>
    public static bool BelongsToPrevious(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!IsInvisible(c))
            {
                // ".5" and "…and" are words; "。" begins none, whatever follows without a space.
                return s_notFirst.Contains(c) && (Scripts.IsUnspaced(c) || Core(word).Length == 0);
            }
        }

        return false;
    }

    /// <summary>Whether the word may not end a line.</summary>
    public static bool BelongsToNext(ReadOnlySpan<char> word) => Visible(word) is [.., var last] && s_notLast.Contains(last);

    /// <summary>Whether the word, as it stands without what is around it, begins with a capital; "d'Arc" and "l'Italia" do, too.</summary>
    public static bool HasCapital(ReadOnlySpan<char> core)
    {
        var elision = core[..Math.Min(6, core.Length)].IndexOfAny('\'', '’');
        return core.Length > 0 && (char.IsUpper(core[0]) || (elision > 0 && elision + 1 < core.Length && char.IsUpper(core[elision + 1])));
    }

    // Georgian has sentences without capitals, but its letters count as small ones.
    private static bool GoesOn(char c) => char.IsLower(c) && c is not (>= '\u10d0' and <= '\u10ff');

    // Initials ("J. Austen"), titles, and numbers that say which ("3. Mai").
    private static bool IsAbbreviation(ReadOnlySpan<char> core, bool hasOrdinals) =>
        (core.Length == 1 && char.IsUpper(core[0])) || (hasOrdinals && core.Length is (1 or 2) && !core.ContainsAnyExceptInRange('0', '9')) || s_abbreviations.Contains(core.ToString());

    private static ReadOnlySpan<char> WithoutClosers(ReadOnlySpan<char> word)
    {
        word = Visible(word);
        while (word.Length > 0 && (s_closers.Contains(word[^1]) || IsInvisible(word[^1])))
        {
            word = word[..^1];
        }

        return word;
    }

    private static ReadOnlySpan<char> Visible(ReadOnlySpan<char> word)
    {
        while (word.Length > 0 && IsInvisible(word[^1]))
        {
            word = word[..^1];
        }

        return word;
    }

    // Surrogates are letters of rare scripts, or signs that are as good as one.
    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c);

    private static bool IsInvisible(char c) => !char.IsAscii(c) && char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
