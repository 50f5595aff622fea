using System.Globalization;
using System.Text;

namespace Platform.ApiGateway.Inputs;

/// <summary>Names of hosts that stand for others in ASCII.</summary>
internal static class HostName
{
    private const string Prefix = "xn--";
    private const int LongestLabel = 63;
    private static readonly IdnMapping s_idn = new() { AllowUnassigned = false };

    /// <summary>Whether each label that says so (RFC 5890, 2.3.2.1) stands for a label in other letters, and is how that one is written in ASCII.</summary>
    public static bool HasValidLabels(string ascii) => ascii.Split('.').All(static label =>
        !label.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || IsALabel(label.ToLowerInvariant()));

    private static bool IsALabel(string label)
    {
        if (label.Length is <= 4 or > LongestLabel)
        {
            return false;
        }

        try
        {
            var meant = s_idn.GetUnicode(label);
            return !Ascii.IsValid(meant) && meant.EnumerateRunes().All(IsLetter) && string.Equals(s_idn.GetAscii(meant), label, StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // What is left out has no look of its own, or none yet. The library does not refuse all of it.
    private static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
