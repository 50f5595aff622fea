namespace Platform.Captions.Formats;

/// <summary>How SRT and text, which have no voices, say that somebody else speaks. WebVTT names voices whatever is asked for.</summary>
public enum SpeakerLabels
{
    /// <summary>A dash before each where several speak in a cue.</summary>
    Dashes = 0,

    /// <summary>The name and a colon wherever somebody else begins.</summary>
    Names = 1,
}
