namespace Platform.Speech.Activity;

/// <summary>When a run of probabilities is speech. The times are those that put edges where the voice is on recordings with known edges.</summary>
internal static class SpeechRules
{
    /// <summary>Samples a second of all sound here.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Samples that the model looks at in a step.</summary>
    public const int FrameSamples = 512;

    /// <summary>Seconds of a step.</summary>
    public const double FrameSeconds = (double)FrameSamples / SampleRate;

    /// <summary>From this probability on speech starts.</summary>
    public const float Starts = 0.5f;

    /// <summary>Under this probability it may have ended.</summary>
    public const float Ends = 0.35f;

    /// <summary>It has ended when it stays away for so many seconds.</summary>
    public const double Pause = 0.1;

    /// <summary>Shorter speech, in seconds, is a click or a breath.</summary>
    public const double Shortest = 0.25;

    /// <summary>Speech begins so many seconds before the model is sure.</summary>
    public const double Lead = 0.03;

    /// <summary>The model goes on for so many seconds, less the lead, after the voice has stopped.</summary>
    public const double Hangover = 0.06;

    /// <summary>
    /// A voice has stopped where it stays so much quieter, in dB, than at its loudest: a twentieth. The model goes on through what is left of an s
    /// or of an echo.
    /// </summary>
    public const float Faint = 26;

    /// <summary>No more than so many steps are taken off the end of speech because they are faint.</summary>
    public const int MaxFaintFrames = 6;

    /// <summary>Steps of speech without a pause after which it is cut. With its lead that is less than a part.</summary>
    public const int MaxFrames = 900;

    /// <summary>Such a cut leaves at least so many steps before it.</summary>
    public const int MinCutFrames = 450;
}
