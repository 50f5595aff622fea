using System.Text.RegularExpressions;

namespace Platform.Unit.Architecture.Statements;

/// <summary>Finds numbers where a statement should name a value of an enumeration.</summary>
internal static partial class NakedNumbers
{
    /// <summary>Columns whose values have names, and the enumerations that they are of: of each service's its own.</summary>
    internal static IReadOnlyDictionary<string, string[]> Columns { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["state"] = ["JobState", "IncidentPhase"],
        ["shelf"] = ["JobIndex"],
        ["phase"] = ["Phase"],
        ["before"] = ["Phase", "IncidentPhase"],
        ["action"] = ["SettleAction"],
    };

    /// <summary>Finds the conditions of a statement that compare such a column with a number, or with a name of another enumeration.</summary>
    internal static IEnumerable<string> In(string statement) =>
        Compared().Matches(statement).Concat(Chosen().Matches(statement)).Concat(Given().Matches(statement)).Concat(Locked().Matches(statement)).Select(match => match.Value)
            .Concat(Named().Matches(statement).Where(match => !Columns[match.Groups["column"].Value].Contains(match.Groups["type"].Value, StringComparer.Ordinal)).Select(match => match.Value))
            .Concat(Inserted(statement));

    // INSERT INTO table (columns) SELECT values FROM: what goes into such a column.
    private static IEnumerable<string> Inserted(string statement)
    {
        foreach (Match insert in Insert().Matches(statement))
        {
            var columns = insert.Groups["columns"].Value.Split(',', StringSplitOptions.TrimEntries);
            var values = Values(statement[(insert.Index + insert.Length)..]);
            foreach (var (column, value) in columns.Zip(values))
            {
                if (Columns.ContainsKey(column) && Number().IsMatch(value))
                {
                    yield return $"{column}: {value}";
                }
            }
        }
    }

    private static List<string> Values(string list)
    {
        var values = new List<string>();
        int depth = 0, from = 0;
        for (var at = 0; at < list.Length; at++)
        {
            depth += list[at] switch { '(' => 1, ')' => -1, _ => 0 };
            var isEnd = depth < 0 || (depth == 0 && From().IsMatch(list, at));
            if (isEnd || (depth == 0 && list[at] == ','))
            {
                values.Add(list[from..at].Trim());
                from = at + 1;
            }

            if (isEnd)
            {
                break;
            }
        }

        return values;
    }

    // state = 1, phase + 0 IN (0, ...)
    [GeneratedRegex(@"\b(state|shelf|phase|before|action)\b(\s*\+\s*0)?\s*(=|<>|<=|>=|<|>|(NOT\s+)?IN\s*\((\s*\{[\w.]+\}\s*,)*)\s*\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Compared();

    // CASE state WHEN 1, and state = CASE ... THEN 1
    [GeneratedRegex(@"\bCASE\s+(\w+\.)?(state|shelf|phase|before|action)\s+WHEN\s+\d+|\b(state|shelf|phase|before|action)\s*=\s*CASE\b((?!\bEND\b).)*?\b(THEN|ELSE)\s+\d+", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chosen();

    // 1 AS phase, 5::smallint
    [GeneratedRegex(@"(?<![\w$])\d+(::\w+)?\s+AS\s+(state|shelf|phase|before|action)\b|(?<![\w$])\d+::smallint\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Given();

    // pg_advisory_xact_lock(1)
    [GeneratedRegex(@"\bpg_(try_)?advisory\w*\(\s*\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Locked();

    [GeneratedRegex(@"\b(?<column>state|shelf|phase|before|action)\b(\s*\+\s*0)?\s*(=|<>|<=|>=|<|>|(NOT\s+)?IN\s*\()\s*\{(?<type>\w+)\.\w+\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\bINSERT INTO [\w.]+(\s+AS\s+\w+)?\s*\((?<columns>[^)]*)\)\s*SELECT\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Insert();

    [GeneratedRegex(@"\G\bFROM\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex From();

    // Of the values only: a comparison with NULL or a parameter has none.
    [GeneratedRegex(@"(?<![\w$.])\d+(?!\w)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
