using System.Collections;
using System.Globalization;
using System.Text;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>Collects the labels of one sample and writes them, without the braces.</summary>
internal sealed class PrometheusLabels
{
    private readonly List<(string Name, string Key, string Value)> _labels = [];
    private readonly StringBuilder _text = new();

    public void Clear() => _labels.Clear();

    /// <summary>Adds a label. Keys that become one name are joined.</summary>
    public void Add(string key, object? value) => _labels.Add((PrometheusNames.Label(key), key, ToText(value)));

    /// <summary>Adds a label unless there is one of its name.</summary>
    public void AddIfAbsent(string key, object? value)
    {
        var name = PrometheusNames.Label(key);
        if (!_labels.Exists(label => label.Name == name))
        {
            _labels.Add((name, key, ToText(value)));
        }
    }

    /// <summary>Sets a label, in place of any of its name.</summary>
    public void Set(string key, object? value)
    {
        var name = PrometheusNames.Label(key);
        _labels.RemoveAll(label => label.Name == name);
        _labels.Add((name, key, ToText(value)));
    }

    public void Remove(string name) => _labels.RemoveAll(label => label.Name == name);

    /// <summary>The labels in the order they were added, as <c>a="1",b="2"</c>.</summary>
    public override string ToString()
    {
        _text.Clear();
        for (var i = 0; i < _labels.Count; i++)
        {
            var name = _labels[i].Name;
            if (IndexOf(name) != i)
            {
                continue;
            }

            if (_text.Length > 0)
            {
                _text.Append(',');
            }

            _text.Append(name).Append("=\"");
            AppendEscaped(_text, ValueOf(name, i));
            _text.Append('"');
        }

        return _text.ToString();
    }

    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        Array array => ArrayToText(array),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
    }

    private static string ArrayToText(IEnumerable array)
    {
        var text = new StringBuilder("[");
        foreach (var item in array)
        {
            text.Append(text.Length > 1 ? "," : "");
            _ = item is null or bool or (not string and IFormattable)
                ? text.Append(item is null ? "null" : ToText(item))
                : text.Append('"').Append(ToText(item).Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append(']').ToString();
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _labels.Count; i++)
        {
            if (_labels[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private string ValueOf(string name, int first)
    {
        var last = _labels.FindLastIndex(label => label.Name == name);
        return last == first
            ? _labels[first].Value
            : string.Join(';', _labels.Where(label => label.Name == name).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Value));
    }
}
