using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.Observability.Exposition;

/// <summary>Reads one sample line: name, labels, value and exemplar.</summary>
internal sealed class SampleReader
{
    private static readonly Regex s_numberSyntax = new(@"^([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?|[+-]Inf|NaN)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);
    private static readonly Regex s_metricName = new(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z", RegexOptions.NonBacktracking);
    private static readonly Regex s_labelName = new(@"^[a-zA-Z_][a-zA-Z0-9_]*\z", RegexOptions.NonBacktracking);

    private readonly string _line;
    private int _at;

    private SampleReader(string line) => _line = line;

    public static ParsedSample Read(string line, bool allowExemplar)
    {
        var reader = new SampleReader(line);
        var name = reader.ReadUntil('{', ' ');
        CheckMetricName(name);
        var labels = reader.Peek == '{' ? reader.ReadLabels() : [];
        reader.Expect(' ');
        var value = reader.ReadUntil(' ');
        ParsedExemplar? exemplar = null;
        if (reader._at < line.Length)
        {
            Check(allowExemplar, "more after the value: " + line);
            exemplar = reader.ReadExemplar();
        }

        return new ParsedSample(name, labels, Number(value), value, exemplar);
    }

    public static bool IsNumber(string text) => s_numberSyntax.IsMatch(text);

    public static double Number(string text)
    {
        Check(s_numberSyntax.IsMatch(text), "not a number: " + text);
        return text switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
    }

    public static void CheckMetricName(string name) => Check(s_metricName.IsMatch(name), "bad metric name: " + name);

    private char Peek => _at < _line.Length ? _line[_at] : '\0';

    private ParsedExemplar ReadExemplar()
    {
        foreach (var c in " # ")
        {
            Expect(c);
        }

        var labels = ReadLabels();
        var length = labels.Sum(label => label.Key.EnumerateRunes().Count() + label.Value.EnumerateRunes().Count());
        Check(length <= 128, "exemplar's labels too long: " + _line);
        Expect(' ');
        var value = Number(ReadUntil(' '));
        Expect(' ');
        var timestamp = Number(ReadUntil('\0'));
        return new ParsedExemplar(labels, value, timestamp);
    }

    private Dictionary<string, string> ReadLabels()
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect('{');
        while (Peek != '}')
        {
            if (labels.Count > 0)
            {
                Expect(',');
            }

            var name = ReadUntil('=');
            Check(s_labelName.IsMatch(name), "bad label name: " + name);
            Expect('=');
            Check(labels.TryAdd(name, ReadQuoted()), "label twice: " + name);
        }

        Expect('}');
        return labels;
    }

    private string ReadQuoted()
    {
        var value = new StringBuilder();
        Expect('"');
        while (Peek != '"')
        {
            Check(_at < _line.Length, "label value not closed: " + _line);
            if (Peek == '\\')
            {
                _at++;
                Check(Peek is '\\' or 'n' or '"', "bad escape: " + _line);
                value.Append(Peek == 'n' ? '\n' : Peek);
            }
            else
            {
                value.Append(Peek);
            }

            _at++;
        }

        Expect('"');
        return value.ToString();
    }

    private string ReadUntil(params ReadOnlySpan<char> ends)
    {
        var start = _at;
        while (_at < _line.Length && !ends.Contains(_line[_at]))
        {
            _at++;
        }

        return _line[start.._at];
    }

    private void Expect(char c)
    {
        Check(Peek == c, $"expected '{c}' at {_at}: {_line}");
        _at++;
    }

    private static void Check(bool condition, string problem)
    {
        if (!condition)
        {
            throw new FormatException(problem);
        }
    }
}
