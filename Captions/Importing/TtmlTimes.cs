using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Captions.Importing;

/// <summary>Reads time expressions of TTML (section 12.3.1), which count in clock time, fractions of units, frames or ticks.</summary>
/// <param name="framesPerSecond">The frame rate of the file.</param>
/// <param name="ticksPerSecond">The tick rate of the file.</param>
internal sealed partial class TtmlTimes(double framesPerSecond, double ticksPerSecond)
{
    /// <summary>Parses a time in milliseconds; null if it is none.</summary>
    public long? Parse(string text)
    {
        text = text.Trim();
        if (Clock().Match(text) is { Success: true } clock)
        {
            var seconds = (((Number(clock, "h") * 60) + Number(clock, "m")) * 60) + Number(clock, "s") + (Number(clock, "frames") / framesPerSecond);
            return Milliseconds(seconds);
        }

        if (Offset().Match(text) is not { Success: true } offset)
        {
            return null;
        }

        var count = Number(offset, "count");
        return Milliseconds(offset.Groups["unit"].Value switch
        {
            "h" => count * 3600,
            "m" => count * 60,
            "s" => count,
            "ms" => count / 1000,
            "f" => count / framesPerSecond,
            _ => count / ticksPerSecond,
        });
    }

    private static double Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? double.Parse(found.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;

    private static long Milliseconds(double seconds) => (long)Math.Round(Math.Min(seconds, 1e9) * 1000, MidpointRounding.AwayFromZero);

    [GeneratedRegex(
        @"^(?<h>[0-9]{2,4}):(?<m>[0-5][0-9]):(?<s>[0-5][0-9](\.[0-9]{1,9})?)(:(?<frames>[0-9]{2,4})(\.[0-9]{1,4})?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^(?<count>[0-9]{1,15}(\.[0-9]{1,9})?)(?<unit>h|ms|m|s|f|t)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Offset();
}
