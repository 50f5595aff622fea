namespace Platform.Contracts.PublicApi;

/// <summary>
/// Recognises the same recording again: <c>POST /api/v1/jobs/{id}/recognitions</c>. Null values are replaced by the account's defaults, as in a new
/// job.
/// </summary>
/// <param name="Language">The BCP 47 tag of the spoken language; <c>auto</c> to detect it.</param>
/// <param name="Translate">Whether to translate the captions into English.</param>
/// <param name="Vocabulary">Names and terms with their spelling: at most 200 of 1 to 60 characters.</param>
/// <param name="Speakers">The number of speakers to distinguish, 2 to 6, or <c>auto</c>.</param>
/// <param name="Sounds">Whether to describe sounds in brackets.</param>
/// <param name="Style">The layout of cues.</param>
/// <param name="Track">The sound track, 0 to 99 in the order of the file.</param>
/// <param name="Range">The stretch of the recording that is recognised; null for all of it.</param>
/// <param name="Recognise">Whether to recognise speech; false for captions without cues, which somebody types or imports; null for yes.</param>
public sealed record RecogniseAgainRequest(
    string? Language = null,
    bool? Translate = null,
    IReadOnlyList<string>? Vocabulary = null,
    SpeakersWanted? Speakers = null,
    bool? Sounds = null,
    CaptionStyle? Style = null,
    int? Track = null,
    CaptionRange? Range = null,
    bool? Recognise = null);
