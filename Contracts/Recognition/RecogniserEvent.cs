using Platform.Contracts.PublicApi;

namespace Platform.Contracts.Recognition;

/// <summary>Represents a line from a recogniser to its worker. Exactly one member is set.</summary>
/// <param name="Hello">The first line, before anything is loaded: the program has started.</param>
/// <param name="Ready">The speech model is loaded.</param>
/// <param name="Part">A part was found. Parts come in order, numbered from 0, and may be recognised while later ones are searched for.</param>
/// <param name="Searched">The progress of the search for speech.</param>
/// <param name="Language">The language of a part.</param>
/// <param name="Decoding">A decoding of a part starts, the first or a further one.</param>
/// <param name="Words">Words of a part.</param>
/// <param name="SpeakersLabelled">The speakers were assigned.</param>
/// <param name="Failed">A failure.</param>
/// <param name="Ended">The last line.</param>
public sealed record RecogniserEvent(
    HelloEvent? Hello = null,
    ReadyEvent? Ready = null,
    FoundPart? Part = null,
    SearchedEvent? Searched = null,
    LanguageEvent? Language = null,
    DecodingEvent? Decoding = null,
    WordsEvent? Words = null,
    SpeakersLabelledEvent? SpeakersLabelled = null,
    FailedEvent? Failed = null,
    EndedEvent? Ended = null);

/// <summary>Reports that the program has started.</summary>
/// <param name="Version">The version of this protocol.</param>
public sealed record HelloEvent(int Version);

/// <summary>Reports that the speech model is loaded.</summary>
/// <param name="Seconds">The duration of loading.</param>
public sealed record ReadyEvent(double Seconds);

/// <summary>Represents a stretch of sound that is recognised on its own, at most 29 s.</summary>
/// <param name="Index">The index, from 0.</param>
/// <param name="Start">The start in seconds from the start of the sound.</param>
/// <param name="Seconds">The length in seconds.</param>
/// <param name="Speech">The speech in it, in order; null if the recogniser does not report it.</param>
public sealed record FoundPart(int Index, double Start, double Seconds, IReadOnlyList<SpeechSpan>? Speech = null);

/// <summary>Holds the time of speech.</summary>
/// <param name="Start">The start in seconds from the start of the sound.</param>
/// <param name="End">The end in seconds from the start of the sound.</param>
public readonly record struct SpeechSpan(double Start, double End);

/// <summary>Reports the progress of the search for speech.</summary>
/// <param name="Seconds">The searched seconds of the sound.</param>
/// <param name="End">Whether the search is complete, after which there are no further parts.</param>
public sealed record SearchedEvent(double Seconds, bool End);

/// <summary>Reports the language of a part.</summary>
/// <param name="Part">The index of the part.</param>
/// <param name="Language">The language by its code in Whisper; null if the model supports English only.</param>
/// <param name="Probability">The probability, 0 to 1.</param>
public sealed record LanguageEvent(int Part, string? Language, double Probability);

/// <summary>Reports that a decoding of a part starts, which may give no result and be repeated.</summary>
/// <param name="Part">The index of the part.</param>
public sealed record DecodingEvent(int Part);

/// <summary>Reports words of a part, in order; many words take several lines.</summary>
/// <param name="Part">The index of the part.</param>
/// <param name="Words">At most <see cref="ProtocolLimits.MaxWords"/>, with times of the sound.</param>
/// <param name="Last">Whether these are the last words of the part.</param>
public sealed record WordsEvent(int Part, IReadOnlyList<CaptionWord> Words, bool Last);

/// <summary>Reports that the speakers were assigned.</summary>
/// <param name="Speakers">The number of speakers.</param>
public sealed record SpeakersLabelledEvent(int Speakers);

/// <summary>Reports a failure.</summary>
/// <param name="Part">The index of the part; null for a failure without a part, after which the program ends.</param>
/// <param name="Reason">The reason for the log, at most <see cref="ProtocolLimits.MaxReason"/> characters.</param>
public sealed record FailedEvent(int? Part, string Reason);

/// <summary>Reports the used resources.</summary>
/// <param name="CpuSeconds">The CPU time in seconds.</param>
/// <param name="PeakBytes">The peak memory in bytes.</param>
public sealed record EndedEvent(double CpuSeconds, long PeakBytes);
