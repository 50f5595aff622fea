namespace Platform.Captions.Formats;

/// <summary>Configures what a file shows beside the text of cues. Formats that cannot show something leave it out.</summary>
/// <param name="Labels">How a change of speaker is shown where the format has no voices.</param>
/// <param name="HasWordTimes">Whether WebVTT has the time of each word, so that players can light it up.</param>
/// <param name="Look">How cues look where the format says so; null for the usual look.</param>
public sealed record CaptionWriterOptions(SpeakerLabels Labels = SpeakerLabels.Dashes, bool HasWordTimes = false, CaptionLook? Look = null)
{
    /// <summary>Gets the options of a file that shows dashes and no word times.</summary>
    public static CaptionWriterOptions Default { get; } = new();
}
