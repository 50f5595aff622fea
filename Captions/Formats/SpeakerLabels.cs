namespace Platform.Captions.Formats;

/// <summary>Lists how SRT and plain text, which have no voices, show a change of speaker. WebVTT always names voices.</summary>
public enum SpeakerLabels
{
    /// <summary>A dash before each speaker of a cue with several.</summary>
    Dashes = 0,

    /// <summary>The name and a colon at each change of speaker.</summary>
    Names = 1,
}
