using System.Text;

namespace Platform.Speech.Words;

/// <summary>Removes sound descriptions such as <c>[Music]</c>, <c>(laughs)</c>, <c>*sighs*</c> and <c>♪</c>.</summary>
internal static class SoundTags
{
    private const string Opening = "[({【（［｛";
    private const string Closing = "])}】）］｝";
    private const string Notes = "♪♫♬♩🎵🎶";
    private const int MaxWords = 12;

    // In text without spaces, a word is a character.
    private const int MaxLetters = 60;

    /// <summary>Returns the words that are not sound descriptions, or all.</summary>
    public static List<RecognisedWord> Remove(List<RecognisedWord> words, bool keep)
    {
        if (keep)
        {
            return words;
        }

        var kept = new List<RecognisedWord>(words.Count);
        for (var i = 0; i < words.Count;)
        {
            var count = TagAt(words, i, out var isOpen);
            if (count > 0)
            {
                i += count;
                continue;
            }

            // A bracket that is not closed is removed, and its words are kept.
            var text = WithoutNotes(isOpen ? words[i].Text[1..] : words[i].Text);
            if (text.EnumerateRunes().Any(static rune => !WordBoundaries.IsPunctuation(rune) && !Rune.IsWhiteSpace(rune)))
            {
                kept.Add(text.Length == words[i].Text.Length ? words[i] : words[i] with { Text = text });
            }

            i++;
        }

        return kept;
    }

    /// <summary>Counts the words of a sound description that starts here; 0 if none does.</summary>
    private static int TagAt(List<RecognisedWord> words, int at, out bool isOpen)
    {
        isOpen = false;
        var first = words[at].Text[0];
        var kind = Opening.IndexOf(first, StringComparison.Ordinal);
        if (kind < 0 && first != '*')
        {
            return 0;
        }

        var closing = kind < 0 ? '*' : Closing[kind];
        var letters = 0;
        for (var i = at; i < words.Count && letters <= MaxLetters && i - at < MaxLetters; i++)
        {
            // Telephone numbers and years in brackets are spoken.
            if (words[i].Text.Any(char.IsDigit))
            {
                return 0;
            }

            letters += words[i].Letters;
            var text = words[i].Text.AsSpan().TrimEnd(".,;:!?…。、！？ \u00A0♪♫");
            if (!text.IsEmpty && text[^1] == closing && (i > at || text.Length > 1))
            {
                return i - at + 1;
            }

            if (i - at >= MaxWords && words[i].Spaced)
            {
                break;
            }
        }

        isOpen = kind >= 0 && !words[at].Text.Contains(closing, StringComparison.Ordinal) && words[at].Text.Length > 1;
        return 0;
    }

    private static string WithoutNotes(string text)
    {
        foreach (var note in Notes.EnumerateRunes())
        {
            text = text.Replace(note.ToString(), "", StringComparison.Ordinal);
        }

        return text.Trim();
    }
}
