using System.Text;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Determines the speakers of a cue: those of the cue itself, else those of its words.</summary>
internal static class SpeakerTurns
{
    private const string Dash = "– ";

    /// <summary>Formats the text of a cue; with more than one speaker, each turn is a line with a dash.</summary>
    public static string TextOf(CaptionCue cue)
    {
        var text = cue.Text;
        if (cue.Speakers is not null || cue.Words is not { Count: > 1 } words || HasDash(text))
        {
            return text;
        }

        var turns = new StringBuilder(text.Length + 8);
        var (from, at, speaker) = (0, 0, (int?)null);
        foreach (var word in words)
        {
            // If the text has been edited, its words no longer show who spoke.
            var found = text.IndexOf(word.Text, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return text;
            }

            if (word.Speaker is { } next && next != speaker)
            {
                if (speaker is not null)
                {
                    Add(turns, text[from..found]);
                    from = found;
                }

                speaker = next;
            }

            at = found + word.Text.Length;
        }

        if (from == 0)
        {
            return text;
        }

        Add(turns, text[from..]);
        return turns.ToString();
    }

    /// <summary>Gets the speaker who starts a cue, if another one ended the previous cue; null if not, or unknown.</summary>
    public static int? BeginnerOf(CaptionCue cue, CaptionCue? before) =>
        FirstOf(cue) is { } speaker && speaker != (before is null ? null : LastOf(before)) ? speaker : null;

    /// <summary>Gets the name of the speaker who starts a cue, if another one ended the previous cue; null if not, or unknown.</summary>
    public static string? NewAt(CaptionDocument document, int cue) =>
        BeginnerOf(document.Cues[cue], cue == 0 ? null : document.Cues[cue - 1]) is { } speaker ? NameOf(speaker, document.Speakers) : null;

    /// <summary>Counts the speakers; 0 if they were not distinguished.</summary>
    public static int CountOf(CaptionDocument document) => document.Cues
        .SelectMany(static cue => (cue.Speakers ?? []).Concat((cue.Words ?? []).Select(static word => word.Speaker ?? 0)))
        .Append(document.Speakers?.Count ?? 0).Max();

    /// <summary>Gets the name of a speaker.</summary>
    public static string NameOf(int speaker, IReadOnlyList<string>? names) =>
        names?.ElementAtOrDefault(speaker - 1) is { } name && !string.IsNullOrWhiteSpace(name) ? name : Phrase.Format(Words.SpeakerNumber, speaker);

    private static int? FirstOf(CaptionCue cue) => cue.Speakers is [var speaker, ..] ? speaker : cue.Words?.FirstOrDefault(static word => word.Speaker is not null)?.Speaker;

    private static int? LastOf(CaptionCue cue) => cue.Speakers is [.., var speaker] ? speaker : cue.Words?.LastOrDefault(static word => word.Speaker is not null)?.Speaker;

    private static bool HasDash(string text) => text.Split('\n').Any(static line => line.TrimStart() is ['-' or '–' or '—', ' ', ..]);

    private static void Add(StringBuilder turns, string turn) =>
        turns.Append(turns.Length == 0 ? "" : "\n").Append(Dash).Append(turn.Replace('\n', ' ').Trim());
}
