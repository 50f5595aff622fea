namespace Platform.Contracts.PublicApi;

/// <summary>Represents captions as JSON: <c>GET /api/v1/jobs/{id}/captions?format=json</c>, and the stored document.</summary>
/// <param name="Language">The BCP 47 tag of the language.</param>
/// <param name="DurationSeconds">The length of the recording, in seconds.</param>
/// <param name="Revision">The revision: 0 for the recognised captions, then one more with each edit.</param>
/// <param name="Cues">The cues in the order of their start, without overlap.</param>
/// <param name="Speakers">The names of the speakers, starting with speaker 1; null if speakers were not distinguished or have no names.</param>
public sealed record CaptionDocument(string Language, double DurationSeconds, int Revision, IReadOnlyList<CaptionCue> Cues, IReadOnlyList<string>? Speakers = null);

/// <summary>Represents one cue.</summary>
/// <param name="Index">The index, from 1.</param>
/// <param name="Start">The start in seconds from the start of the recording.</param>
/// <param name="End">The end in seconds; after the start, and not after the end of the recording.</param>
/// <param name="Text">One or two lines, split by LF.</param>
/// <param name="Words">The recognised words with their times; null if the text was edited.</param>
/// <param name="Speakers">
/// The speakers, from 1; if there are several, each starts a line with a dash. Null if speakers were not distinguished.
/// </param>
public sealed record CaptionCue(int Index, double Start, double End, string Text, IReadOnlyList<CaptionWord>? Words, IReadOnlyList<int>? Speakers = null);

/// <summary>Represents a recognised word.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">The start in seconds from the start of the recording.</param>
/// <param name="End">The end in seconds.</param>
/// <param name="Confidence">The confidence, 0 to 1; null if the recogniser does not provide it.</param>
/// <param name="Speaker">The number of the speaker, from 1; null if speakers were not distinguished.</param>
public sealed record CaptionWord(string Text, double Start, double End, double? Confidence, int? Speaker = null);

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
