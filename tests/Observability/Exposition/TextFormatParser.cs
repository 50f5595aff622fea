using System.Text;

namespace Platform.Observability.Exposition;

/// <summary>Reads the text format, version 0.0.4.</summary>
internal static class TextFormatParser
{
    /// <exception cref="FormatException">The text is not in the format.</exception>
    public static (IReadOnlyDictionary<string, string> Types, IReadOnlyList<ParsedSample> Samples) Parse(byte[] exposition)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var samples = new List<ParsedSample>();
        var text = new UTF8Encoding(false, true).GetString(exposition);
        if (text.Length > 0 && !text.EndsWith('\n'))
        {
            throw new FormatException("no line feed at the end");
        }

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != '#')
            {
                samples.Add(SampleReader.Read(line, allowExemplar: false));
            }
            else if (line.Split(' ', 4) is ["#", "TYPE", var name, var type])
            {
                if (!types.TryAdd(name, type))
                {
                    throw new FormatException("TYPE twice: " + name);
                }
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                throw new FormatException("comment: " + line);
            }
        }

        return (types, samples);
    }
}
