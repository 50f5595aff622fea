using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Alignment;

/// <summary>Replaces the text of cues by a corrected one, and keeps their times, speakers and breaks.</summary>
internal static class TextCorrection
{
    /// <summary>Corrects cues.</summary>
    /// <param name="document">The cues.</param>
    /// <param name="tokens">The words of the whole text, without the dashes of speakers.</param>
    /// <returns>
    /// The cues that have words, with their old indexes, and the last line of the file that each has words of; null if texts are too long or too
    /// different.
    /// </returns>
    public static List<(CaptionCue Cue, int Line)>? Apply(CaptionDocument document, IReadOnlyList<TextToken> tokens)
    {
        var lines = document.Cues.SelectMany(static (cue, place) => CueText.Lines(cue.Text).Select(line => LineOf(place, line))).ToArray();
        var keys = new List<string>();
        var places = new List<int>();
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (var token in lines[i].Words)
            {
                keys.Add(TextToken.Key(token.Text));
                places.Add(i);
            }
        }

        if (places.Count == 0 || WordAlignment.Align(keys, [.. tokens.Select(static token => TextToken.Key(token.Text))]) is not { } known)
        {
            return null;
        }

        var said = Array.ConvertAll(lines, static _ => new List<TextToken>());
        var first = Array.FindIndex(known, static place => place >= 0);
        var current = first >= 0 ? places[known[first]] : 0;
        for (var i = 0; i < known.Length; i++)
        {
            // Words that were added belong to the line of the word before.
            current = known[i] >= 0 ? places[known[i]] : current;
            said[current].Add(tokens[i]);
        }

        return Cues(document, lines, said);
    }

    private static List<(CaptionCue Cue, int Line)> Cues(CaptionDocument document, CueLine[] lines, List<TextToken>[] said)
    {
        var cues = new List<(CaptionCue, int)>();
        var next = 0;
        for (var i = 0; i < document.Cues.Count; i++)
        {
            var (before, after) = (new List<string>(), new List<string>());
            var line = 0;
            for (; next < lines.Length && lines[next].Cue == i; next++)
            {
                before.Add(lines[next].Dash + TextToken.Join(lines[next].Words));
                if (said[next].Count > 0)
                {
                    after.Add(lines[next].Dash + TextToken.Join(said[next]));
                    line = said[next][^1].Line;
                }
            }

            var cue = document.Cues[i];
            if (after.Count > 0)
            {
                cues.Add((before.SequenceEqual(after, StringComparer.Ordinal) ? cue : cue with { Text = string.Join('\n', after), Words = null, Speakers = Speakers(cue) }, line));
            }
        }

        return cues;
    }

    // Without its words, a cue would no longer show who speaks.
    private static IReadOnlyList<int>? Speakers(CaptionCue cue)
    {
        if (cue.Speakers is null && Voices.Of(cue) is [{ Speaker: { } only }])
        {
            return [only];
        }

        return cue.Speakers;
    }

    private static CueLine LineOf(int cue, string line)
    {
        var said = Voices.WithoutTurn(line);
        return new CueLine(cue, line[..^said.Length], [.. TextToken.In(said)]);
    }

    /// <summary>Represents a line of a cue.</summary>
    /// <param name="Cue">The place of the cue in the document.</param>
    /// <param name="Dash">The dash and the spaces before the text, which show that another speaker begins; empty if there is none.</param>
    /// <param name="Words">The words.</param>
    private readonly record struct CueLine(int Cue, string Dash, TextToken[] Words);
}
