using Platform.Contracts.PublicApi;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>Holds the speech recognised in a recording.</summary>
/// <param name="Words">The words in order, at presentation time.</param>
/// <param name="Language">The spoken language; null if there is no speech.</param>
/// <param name="Speakers">The number of speakers; null if they were not requested or could not be distinguished.</param>
/// <param name="SpeakersMissed">Whether speakers were requested but could not be distinguished.</param>
internal sealed record Transcript(IReadOnlyList<CaptionWord> Words, DetectedLanguage? Language, int? Speakers, bool SpeakersMissed)
{
    /// <summary>Creates the transcript of a recording in which nothing is recognised.</summary>
    /// <param name="language">The language that the job specifies; null if it does not.</param>
    public static Transcript OfNothing(string? language) =>
        new([], new DetectedLanguage(language ?? CaptionsResult.UnknownLanguage, Probability: null), Speakers: null, SpeakersMissed: false);
}
