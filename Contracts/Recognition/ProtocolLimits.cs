namespace Platform.Contracts.Recognition;

/// <summary>
/// Defines the protocol between a worker and its recogniser: lines of JSON in UTF-8, one object each, over the recogniser's standard input and
/// output. The size of lines is limited, so that neither side has to buffer more.
/// </summary>
/// <remarks>
/// The worker sends <c>start</c>, then requests as many parts at a time as it has processors, then <c>end</c>. Parts are found as fast as the sound
/// can be read, and recognised at the same time, each on one thread. A closed input is the end as well.
/// </remarks>
public static class ProtocolLimits
{
    /// <summary>The version of this protocol. Both sides are built together, so a different version is an installation error.</summary>
    public const int Version = 4;

    /// <summary>The maximum length of a line in characters.</summary>
    public const int MaxLine = 16 * 1024;

    /// <summary>The maximum number of words in a line.</summary>
    public const int MaxWords = 40;

    /// <summary>
    /// The maximum length of a word in characters; the rest of a longer one is dropped. It fits into a line even if all characters are escaped.
    /// </summary>
    public const int MaxWord = 50;

    /// <summary>The maximum length of a prompt in bytes of UTF-8: the model takes 224 tokens, few of which are shorter than three bytes.</summary>
    public const int MaxPrompt = 600;

    /// <summary>The maximum length of a failure's reason, in characters.</summary>
    public const int MaxReason = 500;

    /// <summary>The maximum number of parts that are requested at a time.</summary>
    public const int MaxAtOnce = 64;
}
