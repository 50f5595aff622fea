using System.Globalization;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Charts;

/// <summary>Formats values in the units of dashboards, short enough for an axis.</summary>
internal static class Units
{
    private static readonly (double Size, string Name)[] s_bytes =
        [(1L << 50, "PiB"), (1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB")];

    private static readonly (double Size, string Name)[] s_seconds =
        [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")];

    /// <summary>Gets what follows a percentage: a sign, with a space before it where the language has one.</summary>
    public static string PercentSign => PageLanguage.Current.Formats.NumberFormat.PercentPositivePattern == 0 ? " %" : "%";

    /// <summary>Gets the names of a thousand, a million, a billion and a trillion, separated by commas, for charts.js.</summary>
    public static string NamesOfLarge => string.Join(',', Large.Reverse().Select(large => large.Name));

    private static IEnumerable<(double Size, string Name)> Large =>
        [(1e12, Words.ShortTrillion), (1e9, Words.ShortBillion), (1e6, Words.ShortMillion), (1e3, Words.ShortThousand)];

    /// <summary>Formats a value.</summary>
    /// <param name="value">The value; NaN for none.</param>
    /// <param name="unit">The unit by its name in Grafana.</param>
    /// <param name="decimals">The number of decimals; null for three significant digits.</param>
    public static string Format(double value, string? unit, int? decimals = null)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "∞" : "-∞";
        }

        return unit switch
        {
            "percentunit" => Number(value * 100, decimals) + PercentSign,
            "s" => Scaled(value, s_seconds, 1e-9, "ns", decimals),
            "d" => Scaled(value * 86_400, s_seconds, 1e-9, "ns", decimals),
            "bytes" => Scaled(value, s_bytes, 1, "B", decimals),
            "Bps" => Scaled(value, s_bytes, 1, "B", decimals) + "/s",
            "ops" or "cps" => Short(value, decimals) + "/s",
            "reqps" => Short(value, decimals) + " req/s",
            _ => Short(value, decimals),
        };
    }

    private static string Short(double value, int? decimals)
    {
        foreach (var (size, name) in Large)
        {
            if (Math.Abs(value) >= size)
            {
                return Number(value / size, null) + " " + name;
            }
        }

        return Number(value, decimals);
    }

    private static string Scaled(double value, (double Size, string Name)[] scale, double least, string minName, int? decimals)
    {
        if (value == 0)
        {
            return "0 " + (least == 1 ? minName : scale[3].Name);
        }

        foreach (var (size, name) in scale)
        {
            if (Math.Abs(value) >= size)
            {
                return Number(value / size, decimals) + " " + name;
            }
        }

        return Number(value / least, decimals) + " " + minName;
    }

    private static string Number(double value, int? decimals)
    {
        var size = Math.Abs(value);
        var digits = decimals ?? (size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.01 ? 3 : 5);
        var text = value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (decimals is null && text.Contains('.', StringComparison.Ordinal))
        {
            text = text.TrimEnd('0').TrimEnd('.');
        }

        return text is "-0" or "" ? "0" : text.Replace(".", CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator, StringComparison.Ordinal);
    }
}
