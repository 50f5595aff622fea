using System.Globalization;
using Platform.Captions.Editing;
using Platform.Captions.Layout;

namespace Platform.Captions.Alignment;

/// <summary>Represents a word of a text; of Chinese and Japanese, which have no spaces, a character.</summary>
/// <param name="Text">The word with the punctuation beside it.</param>
/// <param name="IsJoined">Whether there is no space between it and the word before.</param>
/// <param name="Line">The line of the file, from 1; 0 if it comes from no file.</param>
internal readonly record struct TextToken(string Text, bool IsJoined, int Line)
{
    /// <summary>Divides a text into words one after another, so that of a very long line only the words that are read are created.</summary>
    public static IEnumerable<TextToken> In(string text, int line = 0)
    {
        var start = 0;
        while (start < text.Length)
        {
            if (IsSpace(text[start]))
            {
                start++;
                continue;
            }

            var end = start + 1;
            while (end < text.Length && !IsSpace(text[end]) && !IsBorder(text[end - 1], text[end]))
            {
                end++;
            }

            yield return new TextToken(text[start..end], start > 0 && !IsSpace(text[start - 1]), line);
            start = end;
        }
    }

    /// <summary>Joins words to a line.</summary>
    public static string Join(IEnumerable<TextToken> words) => string.Concat(words.Select(static (word, i) => i == 0 || word.IsJoined ? word.Text : " " + word.Text));

    /// <summary>Computes the form in which words are compared: without case and punctuation, unless there is nothing else.</summary>
    public static string Key(string word)
    {
        var letters = string.Concat(word.Where(static c => !char.IsPunctuation(c) && !char.IsSymbol(c)));
        return SpeakerName.Key(letters.Length > 0 ? letters : word).ToUpperInvariant();
    }

    // Spaces that do not break stay in the word, as in French before a question mark.
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsBorder(char before, char after) =>
        !char.IsLowSurrogate(after) && !IsMark(after) && (Scripts.IsIdeographic(before) || Scripts.IsIdeographic(after));

    // Punctuation stays with the character before it.
    private static bool IsMark(char c) => char.IsPunctuation(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.ModifierLetter;
}
