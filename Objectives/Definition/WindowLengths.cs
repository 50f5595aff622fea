using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Objectives.Definition;

/// <summary>Reads lengths of time as Prometheus writes them: <c>5m</c>, <c>6h</c>, <c>3d</c>.</summary>
internal static partial class WindowLengths
{
    /// <summary>Returns whether a text is a length of minutes, hours or days.</summary>
    public static bool IsLength(string text) => Length().IsMatch(text);

    /// <summary>Returns a length in minutes.</summary>
    public static int Minutes(string length) => int.Parse(length.AsSpan(0, length.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture) * (length[^1] switch
    {
        'm' => 1,
        'h' => 60,
        _ => 24 * 60,
    });

    [GeneratedRegex(@"^[1-9][0-9]{0,2}[mhd]\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Length();
}
