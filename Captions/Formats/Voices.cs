using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>What one speaker says in a cue.</summary>
/// <param name="Speaker">From 1; null where that is not known.</param>
/// <param name="Lines">As they stand in the cue, each with a dash at its start where several speak.</param>
internal readonly record struct Voice(int? Speaker, IReadOnlyList<string> Lines);

/// <summary>Tells whose lines a cue has.</summary>
internal static class Voices
{
    // What people type for a dash.
    private const string Dashes = "-‐‑–—";

    /// <summary>The voices of a cue, in order; one of nobody where its text was edited so that lines and speakers do not agree.</summary>
    public static IReadOnlyList<Voice> Of(CaptionCue cue)
    {
        string[] lines = [.. CueText.Lines(cue.Text)];
        if (lines.Length == 0)
        {
            return [];
        }

        var speakers = cue.Speakers ?? Heard(cue.Words);
        if (speakers.Count <= 1)
        {
            return [new Voice(speakers.Count == 1 ? speakers[0] : null, lines)];
        }

        var starts = Enumerable.Range(0, lines.Length).Where(i => Dashes.Contains(lines[i][0], StringComparison.Ordinal)).ToArray();
        return starts.Length == speakers.Count && starts[0] == 0
            ? [.. starts.Select((start, i) => new Voice(speakers[i], lines[start..(i + 1 < starts.Length ? starts[i + 1] : lines.Length)]))]
            : [new Voice(null, lines)];
    }

    /// <summary>Whether it is worth saying who speaks: somebody has a name, or there are several.</summary>
    public static bool AreTold(CaptionDocument document)
    {
        if (document.Speakers is { Count: > 0 })
        {
            return true;
        }

        int? only = null;
        foreach (var speaker in document.Cues.SelectMany(static cue => cue.Speakers ?? Heard(cue.Words)))
        {
            if (speaker != (only ??= speaker))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name of a speaker, on one line; a number where there is none.</summary>
    public static string Name(CaptionDocument document, int speaker)
    {
        var name = document.Speakers is { } names && speaker >= 1 && speaker <= names.Count ? string.Join(' ', CueText.Lines(names[speaker - 1] ?? "")) : "";
        return name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"Speaker {speaker}");
    }

    /// <summary>A cue's lines with names instead of dashes, each voice's by themselves.</summary>
    /// <param name="document">Has the names.</param>
    /// <param name="cue">One of its cues.</param>
    /// <param name="last">Who spoke last, and then who does now.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Labelled(CaptionDocument document, CaptionCue cue, ref int? last)
    {
        var voices = Of(cue);
        var labelled = new List<IReadOnlyList<string>>(voices.Count);
        foreach (var voice in voices)
        {
            var first = voices.Count > 1 ? voice.Lines[0].TrimStart([.. Dashes, ' ']) : voice.Lines[0];
            if (voice.Speaker is { } speaker && (voices.Count > 1 || speaker != last))
            {
                first = $"{Name(document, speaker)}: {first}";
            }

            labelled.Add([first, .. voice.Lines.Skip(1)]);
            last = voice.Speaker ?? last;
        }

        return labelled;
    }

    private static List<int> Heard(IReadOnlyList<CaptionWord>? words)
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
