using System.Globalization;
using System.Text;

namespace Platform.Captions.Formats;

/// <summary>Formats times; more than 99 hours take more digits, as all formats permit.</summary>
internal static class Timestamps
{
    /// <summary>Rounds a time to whole milliseconds, from 0.</summary>
    public static long Milliseconds(double seconds) => (long)Math.Round(Math.Max(0, seconds) * 1000, MidpointRounding.AwayFromZero);

    /// <summary>Appends hh:mm:ss.mmm.</summary>
    public static void Append(StringBuilder text, double seconds, char point)
    {
        var (whole, fraction) = Math.DivRem(Milliseconds(seconds), 1000);
        text.Append(CultureInfo.InvariantCulture, $"{whole / 3600:00}:{whole / 60 % 60:00}:{whole % 60:00}{point}{fraction:000}");
    }

    /// <summary>Appends h:mm:ss.mmm.</summary>
    public static void AppendShort(StringBuilder text, double seconds)
    {
        var (whole, fraction) = Math.DivRem(Milliseconds(seconds), 1000);
        text.Append(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}.{fraction:000}");
    }

    /// <summary>Appends h:mm:ss.cc.</summary>
    public static void AppendHundredths(StringBuilder text, long hundredths)
    {
        var (whole, fraction) = Math.DivRem(hundredths, 100);
        text.Append(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}.{fraction:00}");
    }
}
