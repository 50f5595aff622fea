using System.Text.Json.Serialization;
using Platform.Contracts.PublicApi;

namespace Platform.Contracts.Recognition;

/// <summary>A line from a recogniser to its worker. Exactly one member is set.</summary>
/// <param name="Hello">The first line, before anything is loaded: the program has come up.</param>
/// <param name="Ready">The model of speech is loaded.</param>
/// <param name="Part">A part was found. Parts come in order, numbered from 0, while they are recognised already.</param>
/// <param name="Searched">How far the search for speech has come.</param>
/// <param name="Language">The language of a part.</param>
/// <param name="Decoding">The words of a part are looked for, for the first time or again.</param>
/// <param name="Words">Words of a part.</param>
/// <param name="SpeakersLabelled">Speakers were told apart.</param>
/// <param name="Failed">Something went wrong.</param>
/// <param name="Ended">The last line.</param>
public sealed record RecogniserEvent(
    HelloEvent? Hello = null,
    ReadyEvent? Ready = null,
    FoundPart? Part = null,
    SearchedEvent? Searched = null,
    LanguageEvent? Language = null,
    DecodingEvent? Decoding = null,
    WordsEvent? Words = null,
    [property: JsonPropertyName("told")] SpeakersLabelledEvent? SpeakersLabelled = null,
    FailedEvent? Failed = null,
    EndedEvent? Ended = null);

/// <summary>The program has come up.</summary>
/// <param name="Version">Of this protocol.</param>
public sealed record HelloEvent(int Version);

/// <summary>The model of speech is loaded.</summary>
/// <param name="Seconds">How long that took.</param>
public sealed record ReadyEvent(double Seconds);

/// <summary>A stretch of sound that is recognised by itself, at most 29 s.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Start">Seconds from the start of the sound.</param>
/// <param name="Seconds">Its length.</param>
public sealed record FoundPart(int Index, double Start, double Seconds);

/// <summary>How far the search for speech has come.</summary>
/// <param name="Seconds">Of the sound.</param>
/// <param name="End">Whether that is all of it; then no part comes any more.</param>
public sealed record SearchedEvent(double Seconds, bool End);

/// <summary>The language of a part.</summary>
/// <param name="Part">Which.</param>
/// <param name="Language">As Whisper calls it; null where the model knows no other than English.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record LanguageEvent(int Part, string? Language, double Probability);

/// <summary>The words of a part are looked for; that may come to nothing and be tried again.</summary>
/// <param name="Part">Which.</param>
public sealed record DecodingEvent(int Part);

/// <summary>Words of a part, in order; many come in several lines.</summary>
/// <param name="Part">Which.</param>
/// <param name="Words">At most <see cref="ProtocolLimits.MaxWords"/>, timed by the sound.</param>
/// <param name="Last">Whether that is all of the part.</param>
public sealed record WordsEvent(int Part, IReadOnlyList<CaptionWord> Words, bool Last);

/// <summary>Speakers were told apart.</summary>
/// <param name="Speakers">How many.</param>
public sealed record SpeakersLabelledEvent(int Speakers);

/// <summary>Something went wrong.</summary>
/// <param name="Part">With which part; null where it is of no part: then the program ends.</param>
/// <param name="Reason">For the log, at most <see cref="ProtocolLimits.MaxReason"/> characters.</param>
public sealed record FailedEvent(int? Part, string Reason);

/// <summary>What it took.</summary>
/// <param name="CpuSeconds">Of the processors.</param>
/// <param name="PeakBytes">Most memory at a time.</param>
public sealed record EndedEvent(double CpuSeconds, long PeakBytes);
