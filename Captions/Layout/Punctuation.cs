using System.Buffers;
using System.Globalization;

namespace Platform.Captions.Layout;

/// <summary>Determines by punctuation where sentences and clauses end.</summary>
internal static class Punctuation
{
    private static readonly SearchValues<char> s_sentenceEnds = SearchValues.Create(".?!…。？！．｡؟۔।॥։።។၊။‼⁇⁈⁉\u037e");
    private static readonly SearchValues<char> s_clauseEnds = SearchValues.Create(";:؛；：—–");
    private static readonly SearchValues<char> s_commas = SearchValues.Create(",،，、､·፣՝");
    private static readonly SearchValues<char> s_closers = SearchValues.Create("\"'”’»›)]}」』）］｝】〉》〕〗〙");

    // Characters that must not start a line (JIS X 4051 and similar rules): closing marks, and small letters and marks that belong to the previous
    // one.
    private static readonly SearchValues<char> s_notFirst = SearchValues.Create(
        ".,!?…:;%％)]}”’»›。．｡，、､？！：；؟،؛۔।॥։።፣។၊။」』）］｝】〉》〕〗〙・ーゝゞヽヾ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ‐゠〜～‼⁇⁈⁉%‰℃°ๆฯ");
    private static readonly SearchValues<char> s_notLast = SearchValues.Create("([{“‘„«‹「『（［｛【〈《〔〖〘¿¡$£€¥￥＄");

    /// <summary>The abbreviations, such as titles, whose full stop does not end a sentence.</summary>
    private static readonly SearchValues<string> s_abbreviations = SearchValues.Create(
        ["mr", "mrs", "ms", "dr", "st", "prof", "sr", "sra", "srta", "dra", "jr", "mme", "mlle", "hr", "fr", "sig", "dott", "ing", "gen", "col", "lt", "capt", "rev", "vs", "nr", "ca", "bzw", "z.b", "d.h", "e.g", "i.e", "ул", "им", "т.е"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets the word without punctuation around it; an apostrophe at its end is kept (l', d', dell').</summary>
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

    /// <summary>Checks whether a sentence ends between two words.</summary>
    /// <param name="word">The word before.</param>
    /// <param name="next">The word after; empty if there is none.</param>
    /// <param name="hasOrdinals">Whether a number with a full stop may be an ordinal ("3. Mai").</param>
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
            return !(following.Length > 0 && ContinuesSentence(following[0])) && (last[^1] == '…' || !IsAbbreviation(core, hasOrdinals));
        }

        return true;
    }

    /// <summary>Checks whether a clause ends after the word, by more than a comma.</summary>
    public static bool EndsClause(ReadOnlySpan<char> word) => WithoutClosers(word) is [.., var last] && (s_clauseEnds.Contains(last) || s_sentenceEnds.Contains(last));

    /// <summary>Checks whether the word ends with a comma or its equivalent.</summary>
    public static bool EndsWithComma(ReadOnlySpan<char> word) => WithoutClosers(word) is [.., var last] && s_commas.Contains(last);

    /// <summary>
    /// Checks whether the word ends without punctuation that separates it from the next one; the full stop of an abbreviation does not.
    /// </summary>
    public static bool EndsOpen(ReadOnlySpan<char> word) => Visible(word) is [.., var last] && (IsLetter(last) || last is '\'' or '’' or '.');

    /// <summary>Checks whether the word consists of closing brackets and quotation marks only.</summary>
    public static bool IsCloser(ReadOnlySpan<char> word) => WithoutClosers(word).Length == 0;

    /// <summary>Checks whether the word must not start a line.</summary>
    public static bool BelongsToPrevious(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!IsInvisible(c))
            {
                // ".5" and "…and" are words; "。" never starts one.
                return s_notFirst.Contains(c) && (Scripts.IsUnspaced(c) || Core(word).Length == 0);
            }
        }

        return false;
    }

    /// <summary>Checks whether the word must not end a line.</summary>
    public static bool BelongsToNext(ReadOnlySpan<char> word) => Visible(word) is [.., var last] && s_notLast.Contains(last);

    /// <summary>Checks whether the word, without punctuation, starts with a capital; "d'Arc" and "l'Italia" do too.</summary>
    public static bool HasCapital(ReadOnlySpan<char> core)
    {
        var elision = core[..Math.Min(6, core.Length)].IndexOfAny('\'', '’');
        return core.Length > 0 && (char.IsUpper(core[0]) || (elision > 0 && elision + 1 < core.Length && char.IsUpper(core[elision + 1])));
    }

    // Georgian has no capitals in sentences, but its letters count as lower case.
    private static bool ContinuesSentence(char c) => char.IsLower(c) && c is not (>= '\u10d0' and <= '\u10ff');

    // Initials ("J. Austen"), titles and ordinals ("3. Mai").
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

    // Surrogates are letters of rare scripts, or symbols that are treated as such.
    private static bool IsLetter(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c);

    private static bool IsInvisible(char c) => !char.IsAscii(c) && char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
