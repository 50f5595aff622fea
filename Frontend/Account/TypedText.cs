using System.Text;

namespace Platform.Frontend.Account;

/// <summary>Validates texts typed into forms by the rules of the API, so that errors are shown at the field.</summary>
internal static class TypedText
{
    /// <summary>Checks for well-formed UTF-16 without NUL and a maximum length.</summary>
    public static bool IsFit(string text, int longest) => text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal) && IsWellFormed(text);

    /// <summary>Checks a text that is compared: noncharacters (U+FFFE, U+FFFF and similar) have no normal form.</summary>
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
