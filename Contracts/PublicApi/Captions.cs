namespace Platform.Contracts.PublicApi;

/// <summary>Represents captions as JSON: <c>GET /api/v1/jobs/{id}/captions?format=json</c>, and the stored document.</summary>
/// <param name="Language">The BCP 47 tag of the language.</param>
/// <param name="DurationSeconds">The length of the recording, in seconds.</param>
/// <param name="Revision">The revision: 0 for the recognised captions, then one more with each edit.</param>
/// <param name="Cues">The cues in the order of their start; only those that somebody has edited can overlap.</param>
/// <param name="Speakers">The names of the speakers, starting with speaker 1; null if speakers were not distinguished or have no names.</param>
public sealed record CaptionDocument(string Language, double DurationSeconds, int Revision, IReadOnlyList<CaptionCue> Cues, IReadOnlyList<string>? Speakers = null);

/// <summary>Represents one cue.</summary>
/// <param name="Index">The index, from 1.</param>
/// <param name="Start">The start in seconds from the start of the recording.</param>
/// <param name="End">The end in seconds; after the start, and not after the end of the recording.</param>
/// <param name="Text">Its lines, split by LF; empty only while somebody edits it.</param>
/// <param name="Words">The words with their times; null if they are unknown, because only the text was edited.</param>
/// <param name="Speakers">
/// The speakers, from 1; if there are several, each starts a line with a dash. Null if speakers were not distinguished.
/// </param>
/// <param name="Id">The id, which stays the same in all later revisions, whatever the index; null only in the captions of a running job.</param>
public sealed record CaptionCue(
    int Index, double Start, double End, string Text, IReadOnlyList<CaptionWord>? Words, IReadOnlyList<int>? Speakers = null, string? Id = null);

/// <summary>Represents a recognised word.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">The start in seconds from the start of the recording.</param>
/// <param name="End">The end in seconds.</param>
/// <param name="Confidence">The confidence, 0 to 1; null if the recogniser does not provide it.</param>
/// <param name="Speaker">The number of the speaker, from 1; null if speakers were not distinguished.</param>
public sealed record CaptionWord(string Text, double Start, double End, double? Confidence = null, int? Speaker = null);

/// <summary>
/// Edits captions: <c>PUT /api/v1/jobs/{id}/captions</c> with <c>If-Match</c>. Changes the texts of cues, the names of speakers, or both.
/// </summary>
/// <param name="Cues">The changed cues; empty if only names change.</param>
/// <param name="Speakers">The names of the speakers, starting with speaker 1, each at most 60 characters, empty for none; null to keep them.</param>
public sealed record EditCaptionsRequest(IReadOnlyList<EditedCue> Cues, IReadOnlyList<string>? Speakers = null);

/// <summary>Represents the new text of a cue.</summary>
/// <param name="Index">The index of the cue, from 1.</param>
/// <param name="Text">The text, 1 to 500 characters; line breaks are kept.</param>
public sealed record EditedCue(int Index, string Text);

/// <summary>Replaces all cues: <c>PUT /api/v1/jobs/{id}/captions/document</c> with <c>If-Match</c>.</summary>
/// <param name="Cues">All cues in the order of their start, at most 10,000.</param>
/// <param name="Speakers">The names of the speakers, starting with speaker 1, each at most 60 characters, empty for none; null if none has a name.</param>
/// <param name="Autosave">
/// Whether the document was saved while somebody typed: it then takes the place of the revision before, if the same user autosaved that a few minutes
/// ago at most and it has no name.
/// </param>
public sealed record ReplaceCaptionsRequest(IReadOnlyList<ReplacedCue> Cues, IReadOnlyList<string>? Speakers = null, bool Autosave = false);

/// <summary>Represents a cue as it is to be.</summary>
/// <param name="Start">The start in seconds from the start of the recording.</param>
/// <param name="End">The end in seconds; after the start, and not after the end of the recording.</param>
/// <param name="Text">The text, at most 500 characters, with lines split by LF.</param>
/// <param name="Id">The id of the cue in the revision that was read, or a new one of 1 to 64 letters, digits, <c>-</c> and <c>_</c>; null to get one.</param>
/// <param name="Words">The words with their times, at most 500; null if they are unknown.</param>
/// <param name="Speakers">The speakers, from 1, at most 10; null if they are unknown.</param>
public sealed record ReplacedCue(
    double Start, double End, string Text, string? Id = null, IReadOnlyList<CaptionWord>? Words = null, IReadOnlyList<int>? Speakers = null);

/// <summary>Represents a kept revision of captions: <c>GET /api/v1/jobs/{id}/captions/revisions</c>.</summary>
/// <param name="Revision">The revision: 0 for the recognised captions.</param>
/// <param name="SavedAt">When it was saved, in UTC.</param>
/// <param name="Bytes">The size of its document in bytes.</param>
/// <param name="Current">Whether these are the captions of the job now.</param>
/// <param name="SavedBy">
/// The id of the user who saved it, or of the link by which it was saved; null for the recognised captions, for those of earlier versions of the
/// platform, and for what others saved than the link by which the list is read.
/// </param>
/// <param name="Name">The name; null if it has none.</param>
public sealed record CaptionRevision(int Revision, DateTimeOffset SavedAt, long Bytes, bool Current, Guid? SavedBy = null, string? Name = null);

/// <summary>Names a revision: <c>PUT /api/v1/jobs/{id}/captions/revisions/{revision}/name</c>.</summary>
/// <param name="Name">The name, 1 to 100 characters without control characters; null to remove it.</param>
public sealed record RenameRevisionRequest(string? Name = null);
