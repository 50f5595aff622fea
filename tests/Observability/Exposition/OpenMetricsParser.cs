using System.Text;

namespace Platform.Observability.Exposition;

/// <summary>
/// Reads OpenMetrics 1.0 text and refuses whatever the specification forbids, as a real Prometheus lets much of it pass:
/// grammar, order and contiguity of families, sample names by type, canonical bucket bounds, exemplars' places and lengths.
/// </summary>
internal sealed class OpenMetricsParser
{
    private static readonly Dictionary<string, string[]> s_suffixes = new(StringComparer.Ordinal)
    {
        ["counter"] = ["_total", "_created"],
        ["gauge"] = [""],
        ["histogram"] = ["_bucket", "_sum", "_count", "_created"],
        ["info"] = ["_info"],
        ["unknown"] = [""],
    };

    private readonly List<ParsedFamily> _families = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sampleNames = new(StringComparer.Ordinal);
    private ParsedFamily? _family;

    /// <exception cref="FormatException">The text is not OpenMetrics.</exception>
    public static IReadOnlyList<ParsedFamily> Parse(byte[] exposition)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(exposition);
        Check(!text.StartsWith('\uFEFF'), "byte order mark");
        Check(!text.Contains("\r\n", StringComparison.Ordinal), "carriage return");
        Check(text.EndsWith("# EOF\n", StringComparison.Ordinal), "does not end with # EOF and a line feed");
        var lines = text[..^1].Split('\n');
        var parser = new OpenMetricsParser();
        for (var i = 0; i < lines.Length - 1; i++)
        {
            parser.ReadLine(lines[i]);
        }

        parser.CloseFamily();
        return parser._families;
    }

    private void ReadLine(string line)
    {
        Check(line.Length > 0, "empty line");
        if (line[0] == '#')
        {
            ReadMetadata(line);
            return;
        }

        var sample = SampleReader.Read(line, allowExemplar: true);
        var family = _family ?? throw new FormatException("sample without a family: " + line);
        var suffix = sample.Name.StartsWith(family.Name, StringComparison.Ordinal) ? sample.Name[family.Name.Length..] : "?";
        Check(family.Type is not null, "sample before TYPE: " + line);
        Check(s_suffixes[family.Type!].Contains(suffix), $"'{sample.Name}' is no sample of {family.Type} {family.Name}");
        Check(sample.Exemplar is null || suffix is "_total" or "_bucket", "exemplar where none may be: " + line);
        if (family.Type is "counter" || suffix is "_bucket" or "_count")
        {
            Check(!double.IsNaN(sample.Value) && sample.Value >= 0, "count below zero: " + line);
        }

        Check(family.Keys.Add(sample.Key), "sample twice: " + line);
        (suffix is "_created" ? family.Created : family.Samples).Add(sample);
    }

    private void ReadMetadata(string line)
    {
        var parts = line.Split(' ', 4);
        Check(parts.Length >= 3 && parts[0] == "#", "neither metadata nor sample: " + line);
        var (keyword, name, rest) = (parts[1], parts[2], parts.Length > 3 ? parts[3] : "");
        Check(keyword is "TYPE" or "UNIT" or "HELP", "free comment: " + line);
        SampleReader.CheckMetricName(name);
        if (_family?.Name != name)
        {
            CloseFamily();
            Check(_names.Add(name), "family not contiguous or twice: " + name);
            _family = new ParsedFamily(name);
        }

        Check(_family!.Samples.Count == 0, "metadata after samples: " + line);
        switch (keyword)
        {
            case "TYPE":
                Check(_family.Type is null && _family.Unit is null && _family.Help is null, "TYPE twice or not first: " + line);
                Check(s_suffixes.ContainsKey(rest), "unknown type: " + line);
                _family.Type = rest;
                break;
            case "UNIT":
                Check(_family.Unit is null && _family.Help is null, "UNIT twice or after HELP: " + line);
                Check(name.EndsWith("_" + rest, StringComparison.Ordinal), "UNIT is not the name's suffix: " + line);
                _family.Unit = rest;
                break;
            default:
                Check(_family.Help is null, "HELP twice: " + line);
                _family.Help = Unescape(rest);
                break;
        }
    }

    private void CloseFamily()
    {
        if (_family is not { } family)
        {
            return;
        }

        Check(family.Type is not "counter" || !family.Name.EndsWith("_total", StringComparison.Ordinal) || family.Samples.TrueForAll(s => s.Name.EndsWith("_total", StringComparison.Ordinal)), "counter without _total");
        foreach (var name in family.Samples.Select(sample => sample.Name).Distinct())
        {
            Check(_sampleNames.Add(name), "two families share a sample name: " + name);
        }

        if (family.Type == "histogram")
        {
            CheckHistogram(family);
        }

        _families.Add(family);
        _family = null;
    }

    private static void CheckHistogram(ParsedFamily family)
    {
        foreach (var group in family.Samples.GroupBy(GroupKey))
        {
            var buckets = group.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToArray();
            Check(buckets.Length > 0, "histogram without buckets: " + family.Name);
            var bounds = buckets.Select(bucket => Bound(bucket.Labels["le"])).ToArray();
            Check(bounds.Zip(bounds.Skip(1)).All(pair => pair.First < pair.Second), "bounds not ascending: " + family.Name);
            Check(double.IsPositiveInfinity(bounds[^1]), "no +Inf bucket: " + family.Name);
            Check(buckets.Zip(buckets.Skip(1)).All(pair => pair.First.Value <= pair.Second.Value), "buckets not cumulative: " + family.Name);
            var count = group.SingleOrDefault(sample => sample.Name == family.Name + "_count");
            var sum = group.SingleOrDefault(sample => sample.Name == family.Name + "_sum");
            Check(count is null == sum is null, "_sum and _count only together: " + family.Name);
            Check(bounds[0] >= 0 || sum is null, "_sum with negative bounds: " + family.Name);
            Check(count is null || count.Value.Equals(buckets[^1].Value), "+Inf differs from _count: " + family.Name);
            var lower = double.NegativeInfinity;
            foreach (var (bucket, upper) in buckets.Zip(bounds))
            {
                Check(bucket.Exemplar is not { } exemplar || (exemplar.Value > lower && exemplar.Value <= upper), "exemplar outside its bucket: " + family.Name);
                lower = upper;
            }
        }
    }

    private static double Bound(string le)
    {
        Check(le == "+Inf" || le.AsSpan().ContainsAny(".e"), "le not canonical: " + le);
        Check(!le.Contains('E', StringComparison.Ordinal), "le not canonical: " + le);
        return SampleReader.Number(le);
    }

    private static string GroupKey(ParsedSample sample) => string.Join(
        ',',
        sample.Labels.Where(label => label.Key != "le").OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Key + "=" + label.Value));

    private static string Unescape(string help)
    {
        var text = new StringBuilder();
        for (var i = 0; i < help.Length; i++)
        {
            Check(help[i] != '"', "quote in HELP not escaped");
            if (help[i] != '\\')
            {
                text.Append(help[i]);
                continue;
            }

            Check(i + 1 < help.Length && help[i + 1] is '\\' or 'n' or '"', "bad escape in HELP");
            text.Append(help[++i] == 'n' ? '\n' : help[i]);
        }

        return text.ToString();
    }

    private static void Check(bool condition, string problem)
    {
        if (!condition)
        {
            throw new FormatException(problem);
        }
    }
}
