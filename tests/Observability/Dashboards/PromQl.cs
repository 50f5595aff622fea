namespace Platform.Observability.Dashboards;

/// <summary>Finds the selectors of a PromQL expression, and the labels that it groups or joins by. Prometheus' own parser checks the grammar.</summary>
internal sealed class PromQl
{
    private static readonly string[] s_grouping = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly string[] s_words = ["and", "or", "unless", "offset", "bool", "inf", "nan"];

    private readonly string _text;
    private readonly Stack<string> _calls = new();
    private int _at;

    private PromQl(string text) => _text = text;

    public List<Selector> Selectors { get; } = [];

    public HashSet<string> Labels { get; } = new(StringComparer.Ordinal);

    public static PromQl Parse(string text)
    {
        var parsed = new PromQl(text);
        parsed.Scan();
        return parsed;
    }

    private void Scan()
    {
        var pending = "";
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '"')
            {
                ReadString();
            }
            else if (c == '{')
            {
                AddSelector(null);
            }
            else if (c == '(')
            {
                _calls.Push(pending);
                pending = "";
                _at++;
            }
            else if (c == ')')
            {
                _calls.Pop();
                _at++;
            }
            else if (c == '[')
            {
                // After a closing bracket: a subquery.
                _at = _text.IndexOf(']', _at) + 1;
            }
            else if (IsName(c) && !char.IsDigit(c))
            {
                pending = ReadWord();
            }
            else if (char.IsDigit(c))
            {
                while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '.'))
                {
                    _at++;
                }
            }
            else
            {
                _at++;
            }
        }
    }

    private string ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && IsName(_text[_at]))
        {
            _at++;
        }

        var word = _text[start.._at];
        SkipSpace();
        if (s_grouping.Contains(word))
        {
            if (_at < _text.Length && _text[_at] == '(')
            {
                var end = _text.IndexOf(')', _at);
                Labels.UnionWith(_text[(_at + 1)..end].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
                _at = end + 1;
            }

            // "sum by (x) (…)": the name of the call stands before the grouping.
            SkipSpace();
            return _at < _text.Length && _text[_at] == '(' ? "aggregation" : "";
        }

        if (s_words.Contains(word))
        {
            return "";
        }

        if (_at < _text.Length && _text[_at] == '(')
        {
            return word;
        }

        if (_text[_at..].StartsWith("by", StringComparison.Ordinal) || _text[_at..].StartsWith("without", StringComparison.Ordinal))
        {
            return word;
        }

        AddSelector(word);
        return "";
    }

    private void AddSelector(string? name)
    {
        var matchers = new List<Matcher>();
        if (_at < _text.Length && _text[_at] == '{')
        {
            _at++;
            while (_text[_at] != '}')
            {
                SkipSpace();
                var start = _at;
                while (IsName(_text[_at]))
                {
                    _at++;
                }

                var label = _text[start.._at];
                SkipSpace();
                start = _at;
                while (_text[_at] is '=' or '!' or '~')
                {
                    _at++;
                }

                var comparison = _text[start.._at];
                SkipSpace();
                matchers.Add(new Matcher(label, comparison, ReadString()));
                SkipSpace();
                if (_text[_at] == ',')
                {
                    _at++;
                    SkipSpace();
                }
            }

            _at++;
        }

        string? range = null;
        if (_at < _text.Length && _text[_at] == '[')
        {
            var end = _text.IndexOf(']', _at);
            range = _text[(_at + 1)..end];
            _at = end + 1;
        }

        Selectors.Add(new Selector(name, matchers, range, _calls.Count > 0 ? _calls.Peek() : ""));
    }

    private string ReadString()
    {
        var start = ++_at;
        while (_text[_at] != '"')
        {
            _at += _text[_at] == '\\' ? 2 : 1;
        }

        return _text[start.._at++];
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or ':';
}

/// <summary>One vector or range selector.</summary>
/// <param name="Name">The metric; null where a matcher on <c>__name__</c> tells.</param>
/// <param name="Matchers">In braces.</param>
/// <param name="Range">In brackets; null for an instant vector.</param>
/// <param name="Call">The function around it.</param>
internal sealed record Selector(string? Name, IReadOnlyList<Matcher> Matchers, string? Range, string Call)
{
    public bool Has(string label, string comparison, string value) => Matchers.Contains(new Matcher(label, comparison, value));
}

/// <summary>A condition on a label.</summary>
internal sealed record Matcher(string Label, string Comparison, string Value);
