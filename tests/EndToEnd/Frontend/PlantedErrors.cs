using Platform.Contracts.PublicApi;

namespace Platform.EndToEnd.Frontend;

/// <summary>
/// Captions with errors: wrong words that the recogniser was not sure of, one wrong split, cues that end too soon, and one of another speaker.
/// </summary>
/// <param name="cues">How many there are, three seconds each.</param>
/// <param name="wrongWords">How many words are wrong: one in each third cue, from the first.</param>
/// <param name="wrongSplit">Place of the cue whose last word stands in the next one, from 0; after the wrong words.</param>
/// <param name="tooShort">Places of the cues that are too fast to be read, after the wrong split.</param>
/// <param name="otherSpeaker">Place of the cue that the other speaker says, after those.</param>
internal sealed class PlantedErrors(int cues, int wrongWords, int wrongSplit, IReadOnlyList<int> tooShort, int otherSpeaker)
{
    public const string Sentence = "speech is never perfect and";
    public const string WrongWord = "newer";
    public const string RightWord = "perfect";

    private const int SecondsPerCue = 3;

    public static PlantedErrors TenInTwoMinutes { get; } = new(cues: 40, wrongWords: 6, wrongSplit: 20, tooShort: [24, 28], otherSpeaker: 32);

    public static PlantedErrors FortyInTenMinutes { get; } = new(cues: 200, wrongWords: 36, wrongSplit: 110, tooShort: [120, 130], otherSpeaker: 140);

    public TimeSpan Length => TimeSpan.FromSeconds(cues * SecondsPerCue);

    /// <summary>How many there are of all kinds, each corrected in one step.</summary>
    public int Count => wrongWords + tooShort.Count + 2;

    public int WrongWords => wrongWords;

    public int TooShort => tooShort.Count;

    /// <summary>Number of a cue, from 1.</summary>
    public int AfterWrongSplit => wrongSplit + 2;

    /// <inheritdoc cref="AfterWrongSplit" />
    public int OfOtherSpeaker => otherSpeaker + 1;

    public ReplaceCaptionsRequest Document => new([.. Enumerable.Range(0, cues).Select(CueAt)], ["Ana", "Bo"]);

    private ReplacedCue CueAt(int place)
    {
        var words = WordsAt(place);
        var (start, end) = (place * (double)SecondsPerCue, (place * (double)SecondsPerCue) + 2.6);
        if (place == wrongSplit)
        {
            words = words[..^1];
            end = words[^1].Start + 0.5;
        }
        else if (place == wrongSplit + 1)
        {
            words = [WordsAt(wrongSplit)[^1], .. words];
            start = words[0].Start;
        }
        else if (tooShort.Contains(place))
        {
            end = Rounded(start + 0.7);
            words = [.. words.Select(word => word with { Start = Math.Min(word.Start, end), End = Math.Min(word.End, end) })];
        }

        return new ReplacedCue(Rounded(start), Rounded(end), string.Join(' ', words.Select(word => word.Text)), FormattableString.Invariant($"cue-{place + 1}"), words, [1]);
    }

    private CaptionWord[] WordsAt(int place)
    {
        var isWrong = place % 3 == 0 && place / 3 < wrongWords;
        return
        [
            .. Sentence.Split(' ').Select((text, i) => new CaptionWord(
                isWrong && text == RightWord ? WrongWord : text,
                Rounded((place * SecondsPerCue) + (i * 0.5)),
                Rounded((place * SecondsPerCue) + (i * 0.5) + 0.48),
                isWrong && text == RightWord ? 0.3 : 0.95)),
        ];
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 3);
}
