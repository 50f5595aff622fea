using System.Text;

namespace Platform.Frontend.Wording;

/// <summary>
/// Keeps what people typed from turning the text around it: a right-to-left override in a title would show the rest of the line
/// backwards (Unicode Standard Annex 9).
/// </summary>
internal static class Bidi
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';
    private const char PopFormatting = '\u202C';

    /// <summary>The text as part of a sentence or an attribute, where no element can set it apart; as it is where all of it runs from left to right.</summary>
    public static string Isolate(string text) => RunsLeftToRight(text) ? text : $"{FirstStrongIsolate}{Balance(InOneLine(text))}{PopIsolate}";

    /// <summary>The text with each of its directional controls ended where it begins to matter to what follows, and none that ends another's.</summary>
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
                        // It ends what was embedded inside of it, too.
                        while (open.Peek() == PopFormatting)
                        {
                            balanced.Append(open.Pop());
                        }

                        balanced.Append(open.Pop());
                    }

                    break;
                case var edge when IsEdge(edge):
                    // A paragraph of its own begins: nothing reaches over its edge.
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

    // Hebrew to Arabic, marks and controls, presentation forms, and the planes of older scripts (their first halves).
    private static bool RunsLeftToRight(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('\u0590', '\u08FF') && !text.ContainsAnyInRange('\u200E', '\u200F') && !text.ContainsAnyInRange('\u202A', '\u202E')
        && !text.ContainsAnyInRange('\u2066', '\u2069') && !text.ContainsAnyInRange('\uFB1D', '\uFDFF') && !text.ContainsAnyInRange('\uFE70', '\uFEFF')
        && !text.ContainsAnyInRange('\uD802', '\uD803') && !text.ContainsAnyInRange('\uD83A', '\uD83B');

    // What is set apart is so up to the end of its paragraph only.
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
