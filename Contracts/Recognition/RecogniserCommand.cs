using System.Text.Json.Serialization;

namespace Platform.Contracts.Recognition;

/// <summary>A line from the worker to its recogniser. Exactly one member is set.</summary>
/// <param name="Start">The first line: what is heard, by which models.</param>
/// <param name="Detect">Asks for the language of a part. Answered by <see cref="RecogniserEvent.Language"/>.</param>
/// <param name="Recognise">Asks for the words of a part. Answered by one or more <see cref="RecogniserEvent.Words"/>.</param>
/// <param name="LabelSpeakers">Asks who says which word. Answered by <see cref="RecogniserEvent.SpeakersLabelled"/>.</param>
/// <param name="End">The last line: the program ends. Answered by <see cref="RecogniserEvent.Ended"/>.</param>
public sealed record RecogniserCommand(
    StartCommand? Start = null,
    PartCommand? Detect = null,
    RecogniseCommand? Recognise = null,
    [property: JsonPropertyName("tell")] LabelSpeakersCommand? LabelSpeakers = null,
    EndCommand? End = null);

/// <summary>What is heard, and how. Files are named by full paths.</summary>
/// <param name="Model">ggml file of Whisper.</param>
/// <param name="VoiceModel">ONNX file of Silero VAD.</param>
/// <param name="Sound">Raw samples: 16 bits, 16,000 a second, one channel, complete; null where no sound is heard and the models are only tried.</param>
/// <param name="Prompt">Names and terms, as a text that might stand before; null for none.</param>
/// <param name="Translate">Words in English, whatever is spoken.</param>
/// <param name="Sounds">Descriptions of sounds in brackets stay.</param>
/// <param name="Beam">Width of a beam search; 0 for the most probable token each time, which is faster and as good.</param>
public sealed record StartCommand(string Model, string VoiceModel, string? Sound, string? Prompt, bool Translate, bool Sounds, int Beam);

/// <summary>A part.</summary>
/// <param name="Part">Its index, as it was told.</param>
public sealed record PartCommand(int Part);

/// <summary>A part to recognise.</summary>
/// <param name="Part">Its index, as it was told.</param>
/// <param name="Language">As Whisper calls it, such as <c>en</c>.</param>
public sealed record RecogniseCommand(int Part, string Language);

/// <summary>Words whose speakers are to be told apart; all parts have been found. They are too many for lines and stand in files.</summary>
/// <param name="Model">ONNX file of the model of voices.</param>
/// <param name="Words">File with the words' times: a JSON array of <see cref="WordTime"/>, in seconds of the sound.</param>
/// <param name="Result">File to write: a JSON array of numbers from 1, one for each word; empty where there is one speaker.</param>
/// <param name="Speakers">How many speakers there are; null where nobody knows.</param>
public sealed record LabelSpeakersCommand(string Model, string Words, string Result, int? Speakers);

/// <summary>When a word is said.</summary>
/// <param name="Start">Seconds of the sound.</param>
/// <param name="End">Seconds of the sound.</param>
public readonly record struct WordTime(double Start, double End);

/// <summary>Says nothing more.</summary>
public sealed record EndCommand;
