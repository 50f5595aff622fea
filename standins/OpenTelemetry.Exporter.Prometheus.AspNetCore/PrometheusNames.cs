using System.Text;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Turns names and units of OpenTelemetry into those of Prometheus, by the specification's compatibility rules.</summary>
internal static class PrometheusNames
{
    /// <summary>The family's name (a counter's without <c>_total</c>) and its unit, empty for none.</summary>
    public static (string Family, string Unit) Family(string instrument, string unit, bool isCounter)
    {
        var name = Sanitize(instrument);
        if (isCounter && name.EndsWith("_total", StringComparison.Ordinal) && name.Length > "_total".Length)
        {
            name = name[..^"_total".Length];
        }

        var prometheusUnit = Unit(unit);
        if (prometheusUnit.Length > 0
            && name != prometheusUnit
            && !name.EndsWith("_" + prometheusUnit, StringComparison.Ordinal)
            && !name.EndsWith("_" + prometheusUnit + "_total", StringComparison.Ordinal))
        {
            name = name.EndsWith('_') ? name + prometheusUnit : name + "_" + prometheusUnit;
        }

        return (name, name.EndsWith("_" + prometheusUnit, StringComparison.Ordinal) ? prometheusUnit : "");
    }

    /// <summary>A label's name: letters, digits and underscores, not starting with a digit, never empty.</summary>
    public static string Label(string key)
    {
        if (key.Length == 0)
        {
            return "_";
        }

        var isFine = !char.IsAsciiDigit(key[0]);
        foreach (var c in key)
        {
            isFine &= char.IsAsciiLetterOrDigit(c) || c == '_';
        }

        if (isFine)
        {
            return key;
        }

        var name = new StringBuilder(key.Length + 1);
        if (char.IsAsciiDigit(key[0]))
        {
            name.Append('_');
        }

        foreach (var c in key)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return name.ToString();
    }

    private static string Sanitize(string instrument)
    {
        var name = new StringBuilder(instrument.Length + 1);
        if (instrument.Length > 0 && char.IsAsciiDigit(instrument[0]))
        {
            name.Append('_');
        }

        foreach (var c in instrument)
        {
            var isKept = char.IsAsciiLetterOrDigit(c) || c == ':';
            if (isKept)
            {
                name.Append(c);
            }
            else if (name.Length == 0 || name[^1] != '_')
            {
                name.Append('_');
            }
        }

        return name.Length == 0 ? "_" : name.ToString();
    }

    private static string Unit(string unit)
    {
        var bare = WithoutAnnotations(unit).Trim();
        if (bare.Length == 0)
        {
            return "";
        }

        var slash = bare.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return SanitizeUnit(Word(bare));
        }

        var over = SanitizeUnit(Word(bare[..slash].Trim()));
        var per = SanitizeUnit(SingularWord(bare[(slash + 1)..].Trim()));
        return per.Length == 0 ? over : over.Length == 0 ? "per_" + per : over + "_per_" + per;
    }

    private static string WithoutAnnotations(string unit)
    {
        var bare = new StringBuilder(unit.Length);
        var depth = 0;
        foreach (var c in unit)
        {
            depth += c == '{' ? 1 : 0;
            if (depth == 0)
            {
                bare.Append(c);
            }

            depth -= c == '}' && depth > 0 ? 1 : 0;
        }

        return bare.ToString();
    }

    private static string SanitizeUnit(string unit) => unit.Length == 0 ? "" : Sanitize(unit).Trim('_');

    private static string Word(string unit) => unit switch
    {
        "1" => "",
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "TiBy" => "tibibytes",
        "KBy" => "kilobytes",
        "MBy" => "megabytes",
        "GBy" => "gigabytes",
        "TBy" => "terabytes",
        "m" => "meters",
        "V" => "volts",
        "A" => "amperes",
        "J" => "joules",
        "W" => "watts",
        "g" => "grams",
        "Cel" => "celsius",
        "Hz" => "hertz",
        "%" => "percent",
        "$" => "dollars",
        _ => unit,
    };

    private static string SingularWord(string unit) => unit switch
    {
        "1" => "",
        "s" => "second",
        "m" => "minute",
        "min" => "minute",
        "h" => "hour",
        "d" => "day",
        "w" => "week",
        "mo" => "month",
        "y" => "year",
        _ => Word(unit),
    };
}
