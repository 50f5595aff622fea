using System.Globalization;
using System.Text;

namespace Platform.Captions.Formats;

/// <summary>Formats times as hh:mm:ss.mmm; more than 99 hours take more digits, as both formats permit.</summary>
internal static class Timestamps
{
    public static void Append(StringBuilder text, double seconds, char point)
    {
        var milliseconds = (long)Math.Round(Math.Max(0, seconds) * 1000, MidpointRounding.AwayFromZero);
        var (whole, fraction) = Math.DivRem(milliseconds, 1000);
        text.Append(CultureInfo.InvariantCulture, $"{whole / 3600:00}:{whole / 60 % 60:00}:{whole % 60:00}{point}{fraction:000}");
    }
}
