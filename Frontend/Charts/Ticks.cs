using System.Globalization;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Charts;

/// <summary>Represents a mark on an axis.</summary>
/// <param name="Position">The position along the axis, 0 to 1.</param>
/// <param name="Text">The label.</param>
internal readonly record struct Tick(double Position, string Text)
{
    /// <summary>Gets the position as a CSS percentage.</summary>
    public string Percent => (Position * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <summary>Computes round values for axes.</summary>
internal static class Ticks
{
    private static readonly int[] s_steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600];

    /// <summary>Computes the range of a value axis, with round ends.</summary>
    public static (double Min, double Max, double Step) Round(double min, double max, string? unit, int count = 4)
    {
        if (!(max > min))
        {
            max = min + (min == 0 ? (unit == "percentunit" ? 0.05 : 1) : Math.Abs(min));
        }

        var step = NiceStep((max - min) / count, unit is "bytes" or "Bps");
        return (Math.Floor(min / step) * step, Math.Ceiling((max / step) - 1e-9) * step, step);
    }

    public static IEnumerable<Tick> Values(double min, double max, double step, string? unit)
    {
        for (var i = 0; min + (i * step) <= max + (step / 1000); i++)
        {
            var value = min + (i * step);
            yield return new Tick((value - min) / (max - min), Units.Format(Math.Abs(value) < step / 1000 ? 0 : value, unit));
        }
    }

    /// <summary>Computes marks at round times of the reader's time zone.</summary>
    public static IEnumerable<Tick> Times(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, int most)
    {
        var length = (to - from).TotalSeconds;
        var step = s_steps.FirstOrDefault(candidate => length / candidate <= most, s_steps[^1]);
        var format = step >= 86_400 ? Words.AxisDay : length > 86_400 ? Words.AxisDayAndTime : step < 60 ? "HH:mm:ss" : "HH:mm";
        var offset = zone.GetUtcOffset(from).TotalSeconds;
        var first = (Math.Ceiling((from.ToUnixTimeSeconds() + offset) / step) * step) - offset;
        for (var at = first; at <= to.ToUnixTimeSeconds(); at += step)
        {
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds((long)at), zone);
            yield return new Tick((at - from.ToUnixTimeSeconds()) / length, local.ToString(format, CultureInfo.InvariantCulture));
        }
    }

    private static double NiceStep(double raw, bool isBinary)
    {
        if (isBinary && raw >= 1024)
        {
            var power = Math.Pow(1024, Math.Floor(Math.Log(raw, 1024)));
            double[] nice = [1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 512, 1024];
            return nice.First(candidate => candidate * power >= raw) * power;
        }

        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double[] decimalNice = [1, 2, 2.5, 5, 10];
        return decimalNice.First(candidate => candidate * magnitude >= raw * (1 - 1e-9)) * magnitude;
    }
}
