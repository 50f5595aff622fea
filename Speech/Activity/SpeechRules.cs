namespace Platform.Speech.Activity;

/// <summary>
/// Defines when a sequence of probabilities is speech. The times are those with the most accurate borders on recordings with known borders.
/// </summary>
internal static class SpeechRules
{
    /// <summary>The sample rate of all sounds.</summary>
    public const int SampleRate = 16_000;

    /// <summary>The number of samples in a step of the model.</summary>
    public const int FrameSamples = 512;

    /// <summary>The length of a step in seconds.</summary>
    public const double FrameSeconds = (double)FrameSamples / SampleRate;

    /// <summary>The probability from which on speech starts.</summary>
    public const float Starts = 0.5f;

    /// <summary>The probability below which speech may have ended.</summary>
    public const float Ends = 0.35f;

    /// <summary>The seconds below that probability after which speech has ended.</summary>
    public const double Pause = 0.1;

    /// <summary>The minimum length of speech in seconds; anything shorter is a click or a breath.</summary>
    public const double MinSpeech = 0.25;

    /// <summary>The seconds by which speech starts before the probability is high.</summary>
    public const double Lead = 0.03;

    /// <summary>The seconds, minus the lead, for which the probability remains high after the voice has stopped.</summary>
    public const double Hangover = 0.06;

    /// <summary>
    /// The decrease of the level, in dB, from its maximum at which a voice has stopped: a twentieth. The probability remains high during the rest of
    /// an s or an echo.
    /// </summary>
    public const float Faint = 26;

    /// <summary>The maximum number of steps that are removed from the end of speech because they are faint.</summary>
    public const int MaxFaintFrames = 6;

    /// <summary>The number of steps without a pause after which speech is cut. With its lead this is less than a part.</summary>
    public const int MaxFrames = 900;

    /// <summary>The minimum number of steps before such a cut.</summary>
    public const int MinCutFrames = 450;
}
