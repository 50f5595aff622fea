namespace Platform.Contracts.PublicApi;

/// <summary>Captions as JSON: <c>GET /api/v1/jobs/{id}/captions?format=json</c>, also the stored document.</summary>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="DurationSeconds">Length of the recording, in seconds.</param>
/// <param name="Revision">0 as recognised, then one more with each edit.</param>
/// <param name="Cues">In the order of their start; they do not overlap.</param>
/// <param name="Speakers">Names by number, the first of number 1; null where speakers were not told apart or have no names.</param>
public sealed record CaptionDocument(string Language, double DurationSeconds, int Revision, IReadOnlyList<CaptionCue> Cues, IReadOnlyList<string>? Speakers = null);

/// <summary>One cue.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="End">Seconds; after the start, not after the recording's end.</param>
/// <param name="Text">One or two lines, split by LF.</param>
/// <param name="Words">Timing of each word as recognised; null where the text was edited.</param>
/// <param name="Speakers">Who speaks, from 1; where there are several, each begins a line with a dash. Null where speakers were not told apart.</param>
public sealed record CaptionCue(int Index, double Start, double End, string Text, IReadOnlyList<CaptionWord>? Words, IReadOnlyList<int>? Speakers = null);

/// <summary>A recognised word.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Seconds from the start of the recording.</param>
/// <param name="End">Seconds.</param>
/// <param name="Confidence">0 to 1; null where the recogniser gives none.</param>
/// <param name="Speaker">Who says it, from 1; null where speakers were not told apart.</param>
public sealed record CaptionWord(string Text, double Start, double End, double? Confidence, int? Speaker = null);

/// <summary><c>PUT /api/v1/jobs/{id}/captions</c> with <c>If-Match</c>: new texts for some cues, names for the speakers, or both.</summary>
/// <param name="Cues">The cues that change; empty where only names do.</param>
/// <param name="Speakers">Names by number, the first of speaker 1, each at most 60 characters, empty for none; null where they stay.</param>
public sealed record EditCaptionsRequest(IReadOnlyList<EditedCue> Cues, IReadOnlyList<string>? Speakers = null);

/// <summary>A cue's new text.</summary>
/// <param name="Index">Which cue, from 1.</param>
/// <param name="Text">1 to 500 characters; line breaks kept.</param>
public sealed record EditedCue(int Index, string Text);
