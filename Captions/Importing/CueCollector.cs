using System.Globalization;
using Platform.Captions.Editing;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Importing;

/// <summary>Collects the cues of a file within the limits of a document. Cues without text, which many programs write, are left out.</summary>
internal sealed class CueCollector
{
    /// <summary>The maximum length, in UTF-16 units, of a cue's text with its superfluous white space, so that joining its parts does not take long.</summary>
    public const int MaxUncleanedLength = 10 * CaptionEditor.MaxTextLength;

    private readonly List<ImportedCue> _cues = [];

    public IReadOnlyList<ImportedCue> Cues => _cues;

    /// <summary>Adds a cue.</summary>
    /// <param name="line">The line of the file with its times, from 1.</param>
    /// <param name="start">The start in milliseconds.</param>
    /// <param name="end">The end in milliseconds.</param>
    /// <param name="voices">The parts of its text, by speaker.</param>
    /// <exception cref="CaptionFileException">The cue, or one more, is beyond the limits.</exception>
    public void Add(int line, long start, long end, IReadOnlyList<ImportedVoice> voices)
    {
        if (end <= start)
        {
            throw new CaptionFileException(line, "The end of a cue has to be after its start.");
        }

        if (voices.Sum(static voice => (long)voice.Text.Length) > MaxUncleanedLength)
        {
            throw TooLong(line);
        }

        var said = Joined(voices);
        var areSpeakersNamed = said.Count > 0 && said.TrueForAll(static voice => voice.Speaker is not null);
        var text = string.Join('\n', said.Select(voice => areSpeakersNamed && said.Count > 1 && !Voices.BeginsWithDash(voice.Text) ? "- " + voice.Text : voice.Text));
        if (text.Length == 0)
        {
            return;
        }

        if (text.Length > CaptionEditor.MaxTextLength)
        {
            throw TooLong(line);
        }

        if (_cues.Count == CaptionImport.MaxCues)
        {
            throw new CaptionFileException(
                line, string.Create(CultureInfo.InvariantCulture, $"At most {CaptionImport.MaxCues} cues."), new FieldRule(FieldRules.Items, 1, CaptionImport.MaxCues));
        }

        _cues.Add(new ImportedCue(line, start, end, text, areSpeakersNamed ? [.. said.Select(static voice => voice.Speaker!)] : []));
    }

    /// <summary>Creates the refusal of a cue with too much text.</summary>
    public static CaptionFileException TooLong(int line) =>
        new(line, "The text of a cue has 1 to 500 characters.", new FieldRule(FieldRules.Characters, 1, CaptionEditor.MaxTextLength));

    // Of one speaker after another; one who goes on is the same.
    private static List<ImportedVoice> Joined(IReadOnlyList<ImportedVoice> voices)
    {
        var joined = new List<ImportedVoice>();
        foreach (var voice in voices)
        {
            var text = string.Join('\n', CueText.Lines(voice.Text));
            if (text.Length == 0)
            {
                continue;
            }

            if (joined.Count > 0 && string.Equals(joined[^1].Speaker, voice.Speaker, StringComparison.Ordinal))
            {
                joined[^1] = joined[^1] with { Text = joined[^1].Text + "\n" + text };
            }
            else
            {
                joined.Add(voice with { Text = text });
            }
        }

        return joined;
    }
}
