using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Platform.Unit;

/// <summary>Texts that not every store takes, and what is known of them without the product.</summary>
internal static class TextSamples
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Texts of characters, NUL, whole pairs and halves of pairs.</summary>
    public static Gen<string> Any { get; } =
        Gen.ListOf(Gen.Elements("a", "é", "e\u0301", "\0", "\ud83d\ude00", "\ud83d", "\ude00", "\ufffd", "\uffff")).Select(string.Concat);

    /// <summary>Whether a text has no half of a pair.</summary>
    public static bool CanBeEncoded(string text)
    {
        try
        {
            _ = s_strict.GetBytes(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
