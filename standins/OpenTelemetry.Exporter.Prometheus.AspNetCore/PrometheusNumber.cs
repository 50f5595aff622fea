using System.Buffers;
using System.Globalization;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Writes numbers as Prometheus does.</summary>
internal static class PrometheusNumber
{
    private static readonly SearchValues<char> SignAndDigits = SearchValues.Create("-0123456789");

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Value(double value) => Special(value) ?? value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A bucket's bound in the text format: <c>1</c>, <c>0.5</c>, <c>1e+06</c>.</summary>
    public static string Bound(double bound) => Special(bound) ?? Shortest(bound);

    /// <summary>A bucket's bound in OpenMetrics' canonical form: as <see cref="Bound"/>, but <c>1.0</c>.</summary>
    public static string CanonicalBound(double bound)
    {
        var text = Bound(bound);
        return text.AsSpan().ContainsAnyExcept(SignAndDigits) ? text : text + ".0";
    }

    private static string? Special(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => null,
    };

    // %g of Go and C with the fewest digits: an exponent below 1e-04 and from 1e+06 on, of two digits at least.
    private static string Shortest(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        var scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 6)
        {
            return value.ToString("0.####################", CultureInfo.InvariantCulture) is var plain && double.Parse(plain, CultureInfo.InvariantCulture).Equals(value)
                ? plain
                : shortest;
        }

        var mantissa = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0').TrimEnd('0');
        var digits = mantissa.Length > 1 ? mantissa[..1] + "." + mantissa[1..] : mantissa;
        var sign = value < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }
}
