using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Represents the part of a cue that one speaker says.</summary>
/// <param name="Speaker">The number of the speaker from 1; null if unknown.</param>
/// <param name="Lines">The lines of the cue, each with a dash at its start if there are several speakers.</param>
internal readonly record struct Voice(int? Speaker, IReadOnlyList<string> Lines);

/// <summary>Assigns the lines of a cue to speakers.</summary>
internal static class Voices
{
    // The characters that people type as a dash.
    private const string Dashes = "-‐‑–—";

    /// <summary>Returns the voices of a cue, in order; a single unknown one if its text was edited so that lines and speakers do not match.</summary>
    public static IReadOnlyList<Voice> Of(CaptionCue cue)
    {
        string[] lines = [.. CueText.Lines(cue.Text)];
        if (lines.Length == 0)
        {
            return [];
        }

        var speakers = cue.Speakers ?? SpeakersOf(cue.Words);
        if (speakers.Count <= 1)
        {
            return [new Voice(speakers.Count == 1 ? speakers[0] : null, lines)];
        }

        var starts = Enumerable.Range(0, lines.Length).Where(i => BeginsWithDash(lines[i])).ToArray();
        return starts.Length == speakers.Count && starts[0] == 0
            ? [.. starts.Select((start, i) => new Voice(speakers[i], lines[start..(i + 1 < starts.Length ? starts[i + 1] : lines.Length)]))]
            : [new Voice(null, lines)];
    }

    /// <summary>Checks whether a line begins with a dash, which marks another speaker.</summary>
    public static bool BeginsWithDash(string line) => line.Length > 0 && Dashes.Contains(line[0], StringComparison.Ordinal);

    /// <summary>Removes the dash and the spaces at the start of a line.</summary>
    public static string WithoutDash(string line) => line.TrimStart([.. Dashes, ' ']);

    /// <summary>Removes the dash of a speaker from a line, but not the minus of a negative number.</summary>
    public static string WithoutTurn(string line) => BeginsWithDash(line) && WithoutDash(line) is { Length: > 0 } rest && !char.IsDigit(rest[0]) ? rest : line;

    /// <summary>Checks whether speakers should be shown: one has a name, or there are several.</summary>
    public static bool AreShown(CaptionDocument document)
    {
        if (document.Speakers is { Count: > 0 })
        {
            return true;
        }

        int? only = null;
        foreach (var speaker in document.Cues.SelectMany(static cue => cue.Speakers ?? SpeakersOf(cue.Words)))
        {
            if (speaker != (only ??= speaker))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gets the name of a speaker on one line; a number if there is none.</summary>
    public static string Name(CaptionDocument document, int speaker)
    {
        var name = document.Speakers is { } names && speaker >= 1 && speaker <= names.Count ? string.Join(' ', CueText.Lines(names[speaker - 1] ?? "")) : "";
        return name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"Speaker {speaker}");
    }

    /// <summary>Returns a cue's lines with names instead of dashes, grouped by voice.</summary>
    /// <param name="document">The document with the names.</param>
    /// <param name="cue">A cue of the document.</param>
    /// <param name="last">The previous speaker; replaced by the last speaker of the cue.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Labelled(CaptionDocument document, CaptionCue cue, ref int? last)
    {
        var voices = Of(cue);
        var labelled = new List<IReadOnlyList<string>>(voices.Count);
        foreach (var voice in voices)
        {
            var first = voices.Count > 1 ? WithoutDash(voice.Lines[0]) : voice.Lines[0];
            if (voice.Speaker is { } speaker && (voices.Count > 1 || speaker != last))
            {
                first = $"{Name(document, speaker)}: {first}";
            }

            labelled.Add([first, .. voice.Lines.Skip(1)]);
            last = voice.Speaker ?? last;
        }

        return labelled;
    }

    /// <summary>Gets the names of a cue's speakers on one line, each once; empty if no speaker is known.</summary>
    public static string Names(CaptionDocument document, CaptionCue cue) =>
        string.Join("; ", (cue.Speakers ?? SpeakersOf(cue.Words)).Distinct().Select(speaker => Name(document, speaker)));

    private static List<int> SpeakersOf(IReadOnlyList<CaptionWord>? words)
    {
        List<int> speakers = [];
        foreach (var word in words ?? [])
        {
            if (word.Speaker is { } speaker && (speakers.Count == 0 || speakers[^1] != speaker))
            {
                speakers.Add(speaker);
            }
        }

        return speakers;
    }
}
