namespace Platform.Contracts.Recognition;

/// <summary>
/// How a worker and its recogniser talk: lines of JSON in UTF-8, one object each, over the recogniser's standard input and output. What a line may
/// hold is bounded, so that neither side has to keep more of the other's than this.
/// </summary>
/// <remarks>
/// The worker says <c>start</c>, then asks for as many parts at a time as it has processors, then <c>end</c>. Parts are found as fast as the sound
/// can be read and are recognised beside that, each on one thread. A closed input is the end as well.
/// </remarks>
public static class ProtocolLimits
{
    /// <summary>Of this protocol. Both sides are built together; another version is a mistake of an installation.</summary>
    public const int Version = 2;

    /// <summary>Longest line in characters.</summary>
    public const int MaxLine = 16 * 1024;

    /// <summary>Most words of a line.</summary>
    public const int MaxWords = 40;

    /// <summary>Longest word in characters; the rest of a longer one is dropped. Fits the line even where each has to be escaped.</summary>
    public const int MaxWord = 50;

    /// <summary>Longest prompt in bytes of UTF-8: the model takes 224 tokens of it, of which few are shorter than three bytes.</summary>
    public const int MaxPrompt = 600;

    /// <summary>Longest reason of a failure.</summary>
    public const int MaxReason = 500;

    /// <summary>Most parts that are asked for at a time.</summary>
    public const int MaxAtOnce = 64;
}
