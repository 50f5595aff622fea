using System.Globalization;

namespace Platform.Frontend.Elements;

/// <summary>Formats durations and sizes for display.</summary>
internal static class Durations
{
    /// <summary>Formats a duration, such as <c>4 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Words(TimeSpan length) => length switch
    {
        { TotalSeconds: < 1 } => "< 1 s",
        { TotalSeconds: < 60 } => string.Create(CultureInfo.CurrentCulture, $"{(int)length.TotalSeconds} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.CurrentCulture, $"{(int)length.TotalMinutes} min {length.Seconds} s"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{(int)length.TotalHours} h {length.Minutes} min"),
    };

    /// <summary>
    /// Formats a position in a recording, such as <c>1:02.4</c> or <c>1:00:02.4</c>, with the decimal separator of the page's language.
    /// </summary>
    public static string Position(double seconds)
    {
        var tenths = (long)Math.Round(seconds * 10, MidpointRounding.AwayFromZero);
        var (minutes, rest) = Math.DivRem(tenths, 600);
        var (hours, left) = Math.DivRem(minutes, 60);
        var clock = string.Create(CultureInfo.InvariantCulture, $"{rest / 10:00}{CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator}{rest % 10}");
        return hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{left:00}:{clock}")
            : string.Create(CultureInfo.InvariantCulture, $"{left}:{clock}");
    }

    /// <summary>Formats a size, such as <c>512 KB</c> or <c>1.4 GB</c>; powers of 1,000.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e3:0} KB"),
        < 1_000_000_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e9:0.00} GB"),
    };
}
