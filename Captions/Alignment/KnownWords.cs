using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Alignment;

/// <summary>Collects the words of a document with their times.</summary>
internal static class KnownWords
{
    /// <summary>
    /// Returns the recognised words; those of a cue that was edited, which has none, share its time by their lengths. Nothing longer than a word is
    /// kept together.
    /// </summary>
    public static List<CaptionWord> Of(CaptionDocument document)
    {
        var words = new List<CaptionWord>();
        foreach (var cue in document.Cues)
        {
            if (cue.Words is { Count: > 0 } recognised)
            {
                foreach (var word in recognised)
                {
                    Divide(words, [.. TextToken.In(word.Text).Select(token => word with { Text = token.Text })], word.Start, word.End);
                }
            }
            else
            {
                Divide(
                    words,
                    [.. Voices.Of(cue).SelectMany(static voice => voice.Lines.SelectMany(static line => TextToken.In(Voices.WithoutTurn(line)))
                        .Select(token => new CaptionWord(token.Text, 0, 0, null, voice.Speaker)))],
                    cue.Start,
                    cue.End);
            }
        }

        return words;
    }

    private static void Divide(List<CaptionWord> words, CaptionWord[] parts, double start, double end)
    {
        var perCharacter = (end - start) / Math.Max(1, parts.Sum(static part => part.Text.Length));
        foreach (var part in parts)
        {
            var next = start + (part.Text.Length * perCharacter);
            words.Add(part with { Start = start, End = next });
            start = next;
        }
    }
}
