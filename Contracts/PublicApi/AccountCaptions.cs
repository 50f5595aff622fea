namespace Platform.Contracts.PublicApi;

/// <summary>Holds an account's default caption settings: <c>GET</c> and, with <c>If-Match</c>, <c>PUT /api/v1/account/captions</c>.</summary>
/// <param name="Language">The BCP 47 tag of the spoken language; null to detect it.</param>
/// <param name="Translate">Whether to translate the captions into English; null for no.</param>
/// <param name="Vocabulary">Names and terms for every job, at most 200 of 1 to 60 characters, added after the job's own. Null for none.</param>
/// <param name="Sounds">Whether sounds are described in brackets; null for no.</param>
/// <param name="Style">The layout of cues; null for the defaults.</param>
/// <param name="Formats">The names of the formats of captions that are offered first, in this order; null for all in the usual order.</param>
public sealed record AccountCaptions(
    string? Language = null,
    bool? Translate = null,
    IReadOnlyList<string>? Vocabulary = null,
    bool? Sounds = null,
    CaptionStyle? Style = null,
    IReadOnlyList<string>? Formats = null);
