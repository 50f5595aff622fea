using System.Globalization;
using System.Text;

namespace Platform.ServiceDefaults.Exposition;

/// <summary>Parses the exporter's text format (version 0.0.4).</summary>
internal static class TextExposition
{
    /// <summary>Reads the metric families in their order, each with its type and samples.</summary>
    public static List<(string Name, string Type, List<ExposedSample> Samples)> Read(string text)
    {
        var families = new List<(string Name, string Type, List<ExposedSample> Samples)>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line[7..].ToString().Split(' ');
                families.Add((parts[0], parts[1], []));
            }
            else if (line.Length > 0 && line[0] != '#' && families.Count > 0)
            {
                families[^1].Samples.Add(ReadSample(line));
            }
        }

        return families;
    }

    private static ExposedSample ReadSample(ReadOnlySpan<char> line)
    {
        var nameEnd = line.IndexOfAny('{', ' ');
        var labels = new List<KeyValuePair<string, string>>();
        var at = nameEnd;
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                at += line[at] == ',' ? 1 : 0;
                var equals = at + line[at..].IndexOf('=');
                var key = line[at..equals].ToString();
                at = equals + 2;
                labels.Add(new(key, ReadQuoted(line, ref at)));
            }

            at++;
        }

        return new(line[..nameEnd].ToString(), labels, Number(line[(at + 1)..]));
    }

    private static string ReadQuoted(ReadOnlySpan<char> line, ref int at)
    {
        var value = new StringBuilder();
        while (line[at] != '"')
        {
            if (line[at] == '\\')
            {
                at++;
                value.Append(line[at] == 'n' ? '\n' : line[at]);
            }
            else
            {
                value.Append(line[at]);
            }

            at++;
        }

        at++;
        return value.ToString();
    }

    private static double Number(ReadOnlySpan<char> text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
