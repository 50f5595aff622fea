namespace Platform.Contracts.Recognition;

/// <summary>Represents a line from the worker to its recogniser. Exactly one member is set.</summary>
/// <param name="Start">The first line: the sound and the models.</param>
/// <param name="Detect">Requests the language of a part. Answered by <see cref="RecogniserEvent.Language"/>.</param>
/// <param name="Recognise">Requests the words of a part. Answered by one or more <see cref="RecogniserEvent.Words"/>.</param>
/// <param name="LabelSpeakers">Requests the speaker of each word. Answered by <see cref="RecogniserEvent.SpeakersLabelled"/>.</param>
/// <param name="End">The last line: the program ends. Answered by <see cref="RecogniserEvent.Ended"/>.</param>
public sealed record RecogniserCommand(
    StartCommand? Start = null,
    PartCommand? Detect = null,
    RecogniseCommand? Recognise = null,
    LabelSpeakersCommand? LabelSpeakers = null,
    EndCommand? End = null);

/// <summary>Describes the sound to recognise, and how. Files have absolute paths.</summary>
/// <param name="Model">The ggml file of Whisper.</param>
/// <param name="VoiceModel">The ONNX file of Silero VAD.</param>
/// <param name="Sound">The file of raw samples: 16 bits, 16,000 a second, one channel, complete; null to only test the models.</param>
/// <param name="Prompt">Names and terms, as a text that precedes the speech; null for none.</param>
/// <param name="Translate">Whether to translate into English.</param>
/// <param name="Sounds">Whether to keep descriptions of sounds in brackets.</param>
/// <param name="Beam">The width of the beam search; 0 for greedy decoding, which is faster and as good.</param>
/// <param name="Parts">
/// A file with the parts of the sound, if they were found before: a JSON array of <see cref="FoundPart"/> with their speech, numbered from 0; null to
/// search for them.
/// </param>
/// <param name="From">The time of the first sample of the file in the times of parts and words, in seconds.</param>
public sealed record StartCommand(
    string Model, string VoiceModel, string? Sound, string? Prompt, bool Translate, bool Sounds, int Beam, string? Parts = null, double From = 0);

/// <summary>Identifies a part.</summary>
/// <param name="Part">The index of the part.</param>
public sealed record PartCommand(int Part);

/// <summary>Identifies a part to recognise.</summary>
/// <param name="Part">The index of the part.</param>
/// <param name="Language">The language by its code in Whisper, such as <c>en</c>.</param>
public sealed record RecogniseCommand(int Part, string Language);

/// <summary>Requests speakers for words, after all parts have been found. The words are too many for lines and are passed in files.</summary>
/// <param name="Model">The ONNX file of the speaker model.</param>
/// <param name="Words">The file with the words' times: a JSON array of <see cref="WordTime"/>, in seconds of the sound.</param>
/// <param name="Result">The file to write: a JSON array of numbers from 1, one for each word; empty if there is one speaker.</param>
/// <param name="Speakers">The number of speakers; null if unknown.</param>
public sealed record LabelSpeakersCommand(string Model, string Words, string Result, int? Speakers);

/// <summary>Holds the time of a word.</summary>
/// <param name="Start">The start in seconds of the sound.</param>
/// <param name="End">The end in seconds of the sound.</param>
public readonly record struct WordTime(double Start, double End);

/// <summary>Ends the program; has no members.</summary>
public sealed record EndCommand;
