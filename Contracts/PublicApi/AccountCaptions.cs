namespace Platform.Contracts.PublicApi;

/// <summary>What holds for one's captions where a job says nothing: <c>GET</c> and, with <c>If-Match</c>, <c>PUT /api/v1/account/captions</c>.</summary>
/// <param name="Language">BCP 47 tag; null where it is to be detected.</param>
/// <param name="Translate">Whether the captions are to be in English, whatever is spoken; null for not.</param>
/// <param name="Vocabulary">Names and terms for every job, at most 200 of 1 to 60 characters; they come after the job's own. Null for none.</param>
/// <param name="Sounds">Whether sounds are described in brackets; null for not.</param>
/// <param name="Style">How cues are laid out; null for the usual.</param>
public sealed record AccountCaptions(
    string? Language = null,
    bool? Translate = null,
    IReadOnlyList<string>? Vocabulary = null,
    bool? Sounds = null,
    CaptionStyle? Style = null);
