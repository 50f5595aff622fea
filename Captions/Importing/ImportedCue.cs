namespace Platform.Captions.Importing;

/// <summary>Represents a cue as a file has it.</summary>
/// <param name="Line">The line of the file with its times, from 1.</param>
/// <param name="Start">The start in milliseconds.</param>
/// <param name="End">The end in milliseconds, after the start.</param>
/// <param name="Text">The text in the form of a document: lines that are not empty, and a dash before each of several speakers.</param>
/// <param name="Speakers">The names of the speakers in the order of the dashes; empty if the file does not name them.</param>
internal sealed record ImportedCue(int Line, long Start, long End, string Text, IReadOnlyList<string> Speakers);

/// <summary>Represents what one speaker says in a cue of a file.</summary>
/// <param name="Speaker">The name; null if the file does not name the speaker.</param>
/// <param name="Text">The text, without markup.</param>
internal readonly record struct ImportedVoice(string? Speaker, string Text);
