using System.Globalization;
using System.Text;

namespace Platform.ApiGateway.Inputs;

/// <summary>Validates host names in their ASCII form.</summary>
internal static class HostName
{
    private const string Prefix = "xn--";
    private const int MaxLabelLength = 63;
    private const int MaxNameLength = 253;
    private static readonly IdnMapping s_idn = new() { AllowUnassigned = false };

    /// <summary>
    /// Checks whether a name can be resolved: at most 253 characters without the root dot, in labels of 1 to 63 (RFC 1035, 2.3.4), each of them valid.
    /// </summary>
    public static bool IsValid(string ascii)
    {
        var name = ascii.EndsWith('.') ? ascii[..^1] : ascii;
        return name.Length is > 0 and <= MaxNameLength && name.Split('.').All(static label => label.Length is > 0 and <= MaxLabelLength) && HasValidLabels(name);
    }

    /// <summary>Checks whether each punycode label (RFC 5890, 2.3.2.1) encodes a label with other letters, in its canonical form.</summary>
    private static bool HasValidLabels(string ascii) => ascii.Split('.').All(static label =>
        !label.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || IsALabel(label.ToLowerInvariant()));

    private static bool IsALabel(string label)
    {
        if (label.Length is <= 4 or > MaxLabelLength)
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

    // The excluded categories are invisible or unassigned. The library does not refuse all of them.
    private static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
