using Platform.Contracts.PublicApi;

namespace Platform.EndToEnd.Frontend;

/// <summary>
/// Captions of ten minutes with forty errors: 36 wrong words that the recogniser was not sure of, one wrong split, two cues that end too soon, and one
/// of another speaker.
/// </summary>
internal static class PlantedErrors
{
    public const string Sentence = "speech is never perfect and";
    public const string WrongWord = "newer";
    public const string RightWord = "perfect";
    public const int WrongWords = 36;

    /// <summary>Numbers of cues, from 1.</summary>
    public const int AfterWrongSplit = 112;
    public const int OfOtherSpeaker = 141;

    private const int Cues = 200;
    private const int WrongSplit = AfterWrongSplit - 2;

    // Places of cues, from 0. Before the document, which is made of them.
    private static readonly int[] s_tooShort = [120, 130];

    public static ReplaceCaptionsRequest Document { get; } = new([.. Enumerable.Range(0, Cues).Select(CueAt)], ["Ana", "Bo"]);

    private static ReplacedCue CueAt(int place)
    {
        var words = WordsAt(place);
        var (start, end) = (place * 3.0, (place * 3.0) + 2.6);
        switch (place)
        {
            case WrongSplit:
                words = words[..^1];
                end = words[^1].Start + 0.5;
                break;
            case WrongSplit + 1:
                words = [WordsAt(WrongSplit)[^1], .. words];
                start = words[0].Start;
                break;
            case var _ when s_tooShort.Contains(place):
                end = Rounded(start + 0.7);
                words = [.. words.Select(word => word with { Start = Math.Min(word.Start, end), End = Math.Min(word.End, end) })];
                break;
        }

        return new ReplacedCue(Rounded(start), Rounded(end), string.Join(' ', words.Select(word => word.Text)), FormattableString.Invariant($"cue-{place + 1}"), words, [1]);
    }

    private static CaptionWord[] WordsAt(int place)
    {
        var isWrong = place % 3 == 0 && place / 3 < WrongWords;
        return
        [
            .. Sentence.Split(' ').Select((text, i) => new CaptionWord(
                isWrong && text == RightWord ? WrongWord : text,
                Rounded((place * 3) + (i * 0.5)),
                Rounded((place * 3) + (i * 0.5) + 0.48),
                isWrong && text == RightWord ? 0.3 : 0.95)),
        ];
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 3);
}
