namespace Platform.Captions.Layout;

/// <summary>Computes the costs of a break between words by their meaning and timing. Place i is before word i.</summary>
internal sealed class BreakPlaces
{
    // Two wide characters, which often form one word.
    private const int FewColumns = 4;

    private readonly double[] _inner;
    private readonly int[] _columns;
    private readonly int[] _voiceEnds;

    public BreakPlaces(TimedWord[] words, CueLayoutOptions options)
    {
        Words = words;
        var language = options.Language is { } known ? FunctionWords.Of(known) : FunctionWords.Guess(words);
        var hasOrdinals = options.Language is not { } tag || Ordinals.HaveFullStop(tag);
        var isName = Names.Find(words, language, hasOrdinals);
        var isJapanese = words.Any(static w => w.Text.Any(Scripts.IsHiragana));
        AtCueEnd = new double[words.Length + 1];
        AtLineEnd = new double[words.Length + 1];
        IsUnit = new bool[words.Length + 1];
        var isVoice = new bool[words.Length + 1];
        MustBreak = new bool[words.Length + 1];
        _inner = new double[words.Length + 1];
        _columns = new int[words.Length + 1];
        _voiceEnds = new int[words.Length + 1];
        IsUnit[0] = IsUnit[words.Length] = true;
        var longPause = options.BreakSeconds * 1000;
        var hasEnded = false;
        for (var i = 0; i < words.Length; i++)
        {
            _columns[i + 1] = _columns[i] + words[i].Columns + (words[i].IsSpaced ? 1 : 0);
            if (i == 0)
            {
                continue;
            }

            var (before, after) = (words[i - 1], words[i]);
            double pause = after.Start - before.End;
            var isHeld = Punctuation.BelongsToPrevious(after.Text) || Punctuation.BelongsToNext(before.Text);
            // A bracket or quotation mark that is a word of its own ends the sentence that it closes.
            hasEnded = Punctuation.EndsSentence(before.Text, after.Text, hasOrdinals) || (hasEnded && Punctuation.IsCloser(before.Text));
            var endsSentence = hasEnded && !isHeld;
            isVoice[i] = before.Voice != after.Voice;
            MustBreak[i] = pause >= longPause && !isHeld;
            IsUnit[i] = endsSentence || isVoice[i] || MustBreak[i];
            _inner[i] = _inner[i - 1]
                + (isVoice[i] ? LayoutCosts.InnerVoice : endsSentence ? LayoutCosts.InnerSentenceEnd : 0)
                + (pause > LayoutCosts.FullPauseMilliseconds ? pause / 1000 * LayoutCosts.InnerPauseSecond : 0);
            if (IsUnit[i])
            {
                continue;
            }

            var share = Math.Min(1, pause / LayoutCosts.FullPauseMilliseconds);
            var isPhrase = after.IsSpaced && Scripts.IsPhrased(before.Text[^1]) && Scripts.IsPhrased(after.Text[0]);
            var (place, leads, isNever) = isHeld || isName[i] ? (LayoutCosts.Elsewhere, 0, true) : Of(before.Text, after.Text, language, isJapanese, isPhrase);
            var held = isNever ? LayoutCosts.Never : 0;
            AtCueEnd[i] = (place * (1 - share)) + (leads * (1 - (share / 2))) + held;
            AtLineEnd[i] = ((place + leads) * LayoutCosts.LineShare) + held;
        }

        _inner[words.Length] = words.Length > 0 ? _inner[words.Length - 1] : 0;
        _voiceEnds[words.Length] = words.Length;
        for (var i = words.Length - 1; i >= 0; i--)
        {
            _voiceEnds[i] = i + 1 == words.Length || isVoice[i + 1] ? i + 1 : _voiceEnds[i + 1];
        }
    }

    /// <summary>Gets the words.</summary>
    public TimedWord[] Words { get; }

    /// <summary>Gets the cost of a cue that ends at each place.</summary>
    public double[] AtCueEnd { get; }

    /// <summary>Gets the cost of a line that ends at each place.</summary>
    public double[] AtLineEnd { get; }

    /// <summary>Gets the places where a unit of speech ends: a sentence, a turn, or speech before a long pause.</summary>
    public bool[] IsUnit { get; }

    /// <summary>Gets the places that no cue may span.</summary>
    public bool[] MustBreak { get; }

    /// <summary>Computes the columns of words on one line.</summary>
    public int Columns(int first, int next) => _columns[next] - _columns[first] - (Words[first].IsSpaced ? 1 : 0);

    /// <summary>Finds where the speaker changes within a range of words; the end of the range if it does not.</summary>
    public int VoiceEnd(int first, int next) => Math.Min(_voiceEnds[first], next);

    /// <summary>Computes the cost of a cue for the places that it spans.</summary>
    public double Inner(int first, int next) => _inner[next - 1] - _inner[first];

    /// <summary>Checks whether words would be an orphan: a line or cue of so few words that it looks left over.</summary>
    public bool IsOrphan(int first, int next, int lineLength)
    {
        var count = next - first;
        return (count == 1 || (count <= FewColumns && Columns(first, next) <= FewColumns && Scripts.IsUnspaced(Words[first].Text[0])))
            && Columns(first, next) <= lineLength / 3;
    }

    private static (double Place, double Leads, bool IsNever) Of(ReadOnlySpan<char> before, ReadOnlySpan<char> after, FunctionWords language, bool isJapanese, bool isPhrase)
    {
        if (Punctuation.EndsClause(before))
        {
            return (LayoutCosts.AfterClause, 0, false);
        }

        if (Punctuation.EndsWithComma(before) || isPhrase)
        {
            return (LayoutCosts.AfterComma, 0, false);
        }

        var role = Punctuation.EndsOpen(before) ? language.RoleOf(Punctuation.Core(before)) : WordRole.None;
        var beginning = language.BeginningOf(Punctuation.Core(after));
        var place = beginning.HasFlag(WordRole.Conjunction) ? LayoutCosts.BeforeConjunction
            : beginning.HasFlag(WordRole.Preposition) ? LayoutCosts.BeforePreposition
            : LayoutCosts.Elsewhere;
        var leads = (role & (WordRole.Conjunction | WordRole.Preposition | WordRole.Leading)) != WordRole.None ? LayoutCosts.AfterLeadingWord : 0;
        if (isJapanese && IsInsideJapaneseWord(before[^1], after[0]))
        {
            place += LayoutCosts.InsideJapaneseWord;
        }

        return (place, leads, role.HasFlag(WordRole.Article) || beginning.HasFlag(WordRole.Trailing));
    }

    // Endings and particles are hiragana and belong to the preceding text; a phrase starts where other characters follow them.
    private static bool IsInsideJapaneseWord(char before, char after) =>
        Scripts.IsHiragana(after) || (Scripts.IsKatakana(before) && Scripts.IsKatakana(after))
        || (Scripts.IsIdeographic(before) && Scripts.IsIdeographic(after) && !Scripts.IsHiragana(before) && !Scripts.IsKatakana(before) && !Scripts.IsKatakana(after));
}
