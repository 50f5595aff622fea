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

        var (digits, exponent) = DigitsOf(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        return exponent switch
        {
            < -4 or >= 6 => string.Create(
                CultureInfo.InvariantCulture,
                $"{sign}{digits[..1]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}"),
            < 0 => sign + "0." + new string('0', -exponent - 1) + digits,
            _ when digits.Length <= exponent + 1 => sign + digits.PadRight(exponent + 1, '0'),
            _ => sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
        };
    }

    // The fewest digits that read back as the number, and the power of ten of the first one.
    private static (string Digits, int Exponent) DigitsOf(double value)
    {
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? parts[0] : parts[0][..point];
        var all = whole + (point < 0 ? "" : parts[0][(point + 1)..]);
        var zeros = all.Length - all.TrimStart('0').Length;
        var exponent = whole.Length - 1 - zeros + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return (all.Trim('0'), exponent);
    }
}
