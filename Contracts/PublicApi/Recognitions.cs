namespace Platform.Contracts.PublicApi;

/// <summary><c>POST /api/v1/jobs/{id}/recognitions</c>: the same recording once more. What is null is as the account has it, as in a new job.</summary>
/// <param name="Language">BCP 47 tag; <c>auto</c> where it is to be detected.</param>
/// <param name="Translate">Whether the captions are to be in English, whatever is spoken.</param>
/// <param name="Vocabulary">Names and terms that are to be spelled like this: at most 200 of 1 to 60 characters.</param>
/// <param name="Speakers">How many speakers are to be told apart, 2 to 6, or <c>auto</c>.</param>
/// <param name="Sounds">Whether sounds are described in brackets.</param>
/// <param name="Style">How cues are laid out.</param>
/// <param name="Track">Which sound track, 0 to 99 in the order of the file.</param>
public sealed record RecogniseAgainRequest(
    string? Language = null,
    bool? Translate = null,
    IReadOnlyList<string>? Vocabulary = null,
    SpeakersWanted? Speakers = null,
    bool? Sounds = null,
    CaptionStyle? Style = null,
    int? Track = null);
