using System.Text;

namespace Platform.Frontend.Wording;

/// <summary>
/// Isolates user texts from the direction of the text around them: a right-to-left override in a title would reverse the rest of the line (Unicode
/// Standard Annex 9).
/// </summary>
internal static class Bidi
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';
    private const char PopFormatting = '\u202C';

    /// <summary>
    /// Isolates a text within a sentence or an attribute, where no element can do that; texts that run from left to right are returned unchanged.
    /// </summary>
    public static string Isolate(string text) => RunsLeftToRight(text) ? text : $"{FirstStrongIsolate}{Balance(InOneLine(text))}{PopIsolate}";

    /// <summary>Balances the directional controls of a text, so that none affects the text around it.</summary>
    public static string Balance(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u202A', '\u202E') && !text.AsSpan().ContainsAnyInRange('\u2066', '\u2069'))
        {
            return text;
        }

        var balanced = new StringBuilder(text.Length + 8);
        var open = new Stack<char>();
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '\u202A' or '\u202B' or '\u202D' or '\u202E':
                    open.Push(PopFormatting);
                    balanced.Append(letter);
                    break;
                case '\u2066' or '\u2067' or FirstStrongIsolate:
                    open.Push(PopIsolate);
                    balanced.Append(letter);
                    break;
                case PopFormatting:
                    if (open.TryPeek(out var end) && end == PopFormatting)
                    {
                        balanced.Append(open.Pop());
                    }

                    break;
                case PopIsolate:
                    if (open.Contains(PopIsolate))
                    {
                        // It also ends the embeddings inside it.
                        while (open.Peek() == PopFormatting)
                        {
                            balanced.Append(open.Pop());
                        }

                        balanced.Append(open.Pop());
                    }

                    break;
                case var edge when IsEdge(edge):
                    // A new paragraph starts, which no control crosses.
                    Close(balanced, open);
                    balanced.Append(letter);
                    break;
                default:
                    balanced.Append(letter);
                    break;
            }
        }

        Close(balanced, open);
        return balanced.ToString();
    }

    // Hebrew to Arabic, marks and controls, presentation forms, and the planes of older scripts (their high surrogates).
    private static bool RunsLeftToRight(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('\u0590', '\u08FF') && !text.ContainsAnyInRange('\u200E', '\u200F') && !text.ContainsAnyInRange('\u202A', '\u202E')
        && !text.ContainsAnyInRange('\u2066', '\u2069') && !text.ContainsAnyInRange('\uFB1D', '\uFDFF') && !text.ContainsAnyInRange('\uFE70', '\uFEFF')
        && !text.ContainsAnyInRange('\uD802', '\uD803') && !text.ContainsAnyInRange('\uD83A', '\uD83B');

    // An isolate ends at the end of its paragraph.
    private static string InOneLine(string text) => new([.. text.Select(letter => IsEdge(letter) ? ' ' : letter)]);

    private static bool IsEdge(char letter) => letter is '\n' or '\r' or '\u000B' or '\f' or '\u001C' or '\u001D' or '\u001E' or '\u0085' or '\u2029';

    private static void Close(StringBuilder text, Stack<char> open)
    {
        while (open.TryPop(out var end))
        {
            text.Append(end);
        }
    }
}
