using System.Text;

namespace Platform.Speech.Words;

/// <summary>Joins tokens to words.</summary>
internal static class WordJoiner
{
    private const char NoBreakSpace = '\u00A0';

    /// <summary>Returns the words of a segment, in order.</summary>
    /// <param name="segment">The decoded segment.</param>
    /// <param name="index">The index of the segment, from 0.</param>
    public static List<RecognisedWord> Join(RecognisedSegment segment, int index)
    {
        var tokens = TokenText.Mend(segment);
        var text = new TimedText(tokens, segment);
        List<RecognisedWord> words = [];
        var start = -1;
        var length = 0;
        var spaced = false;
        Rune before = default;
        var at = 0;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                Add(at);
                spaced = true;
            }
            else
            {
                if (start >= 0 && WordBoundaries.MayPart(before, rune, length, text.BeginsToken(at)))
                {
                    Add(at);
                }

                if (start < 0)
                {
                    spaced |= words.Count == 0 && !WordBoundaries.IsSpaceless(rune);
                    (start, length) = (at, 0);
                }

                length++;
                before = rune;
            }

            at += rune.Utf16SequenceLength;
        }

        Add(at);
        return Attach(words);

        void Add(int end)
        {
            if (start >= 0)
            {
                words.Add(text.Word(start, end, spaced, index));
                (start, spaced) = (-1, false);
            }
        }
    }

    /// <summary>Attaches separate punctuation, as in French, to its word, because it would otherwise get a time of its own.</summary>
    private static List<RecognisedWord> Attach(List<RecognisedWord> words)
    {
        var attached = new List<RecognisedWord>(words.Count);
        RecognisedWord? opening = null;
        foreach (var word in words)
        {
            if (!word.Text.EnumerateRunes().All(WordBoundaries.IsPunctuation))
            {
                attached.Add(opening is null ? word : word with { Text = Glue(opening.Text, word.Spaced, word.Text), Spaced = opening.Spaced, Start = opening.Start });
                opening = null;
            }
            else if (opening is not null)
            {
                opening = opening with { Text = opening.Text + word.Text, End = word.End };
            }
            else if (attached.Count == 0 || WordBoundaries.Opens(Rune.GetRuneAt(word.Text, 0)))
            {
                opening = word;
            }
            else
            {
                attached[^1] = attached[^1] with { Text = Glue(attached[^1].Text, word.Spaced, word.Text) };
            }
        }

        if (opening is not null && attached.Count > 0)
        {
            attached[^1] = attached[^1] with { Text = Glue(attached[^1].Text, opening.Spaced, opening.Text) };
        }

        return attached;
    }

    private static string Glue(string left, bool spaced, string right) => spaced ? $"{left}{NoBreakSpace}{right}" : left + right;
}
