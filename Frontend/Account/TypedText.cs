using System.Text;

namespace Platform.Frontend.Account;

/// <summary>The rule for what people type into forms: the API's own, so that the form says what is wrong where it stands.</summary>
internal static class TypedText
{
    /// <summary>Well-formed UTF-16 without NUL, of at most so many characters.</summary>
    public static bool IsFit(string text, int longest) => text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal) && IsWellFormed(text);

    /// <summary>The same of a text that is compared: what Unicode leaves out of use for ever (U+FFFE, U+FFFF and their like) has no normal form.</summary>
    public static bool IsFitToCompare(string text, int longest) => IsFit(text, longest) && text.EnumerateRunes().All(rune => (rune.Value & 0xFFFE) != 0xFFFE);

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var read) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[read..];
        }

        return true;
    }
}
