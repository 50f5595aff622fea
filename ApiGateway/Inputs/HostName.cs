using System.Globalization;
using System.Text;

namespace Platform.ApiGateway.Inputs;

/// <summary>Names of hosts that stand for others in ASCII.</summary>
internal static class HostName
{
    private const string Prefix = "xn--";
    private const int MaxLabelLength = 63;
    private const int MaxNameLength = 253;
    private static readonly IdnMapping s_idn = new() { AllowUnassigned = false };

    /// <summary>
    /// Whether a name can be asked for: of at most 253 characters without the dot of the root, in labels of 1 to 63 (RFC 1035, 2.3.4), each of
    /// them valid.
    /// </summary>
    public static bool IsValid(string ascii)
    {
        var name = ascii.EndsWith('.') ? ascii[..^1] : ascii;
        return name.Length is > 0 and <= MaxNameLength && name.Split('.').All(static label => label.Length is > 0 and <= MaxLabelLength) && HasValidLabels(name);
    }

    /// <summary>Whether each label that says so (RFC 5890, 2.3.2.1) stands for a label in other letters, and is how that one is written in ASCII.</summary>
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

    // What is left out has no look of its own, or none yet. The library does not refuse all of it.
    private static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
