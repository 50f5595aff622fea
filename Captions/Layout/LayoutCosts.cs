namespace Platform.Captions.Layout;

/// <summary>
/// Defines the cost of each flaw of a layout, in units of "one more cue". The layout with the lowest sum is chosen.
/// <code>
/// cue ends                                 inside a cue                        on screen
///   after a sentence, before another         end of a sentence         14        shorter than the least     15 + 20 a second
///   voice, at a pause of 1.5 s       0       another voice             14        faster than can be read    0.1 a column, at most 2
///   after ; : –                      1       a pause of 0.5 s or more   3 a s    full                       0.5 × share²
///   after a comma                    1.5
///   before a conjunction             2       lines (besides half of what          words
///   before a preposition             2.5     a cue's end costs there)               alone in a cue            10
///   elsewhere                        3.5       uneven lengths      2 × share        alone on a line            6
///   inside a Japanese word         + 2
///   after a word that leads on     + 4
///   after an article, in a name,
///   before a closing mark          100
/// </code>
/// Each of the first six is reduced in proportion to the pause there, to 0 at half a second; after a word that leads on by half as much.
/// </summary>
internal static class LayoutCosts
{
    public const double Cue = 1;

    // Where a cue or line ends.
    public const double AfterClause = 1;
    public const double AfterComma = 1.5;
    public const double BeforeConjunction = 2;
    public const double BeforePreposition = 2.5;
    public const double Elsewhere = 3.5;
    public const double InsideJapaneseWord = 2;
    public const double AfterLeadingWord = 4;
    public const double Never = 100;
    public const double FullPauseMilliseconds = 500;

    // What a cue spans.
    public const double InnerSentenceEnd = 14;
    public const double InnerVoice = 14;
    public const double InnerPauseSecond = 3;

    // Lines.
    public const double LineShare = 0.5;
    public const double Unbalanced = 2;
    public const double OrphanLine = 6;

    // Cues.
    public const double OrphanCue = 10;
    public const double Full = 0.5;
    public const double TooShort = 15;
    public const double TooShortSecond = 20;
    public const double TooFastColumn = 0.1;
    public const double TooFastMost = 2;
}
