using System.Text.RegularExpressions;

namespace Platform.Unit.Architecture.SchemaChanges;

/// <summary>Something in a migration that the version before cannot live with, or that keeps it waiting.</summary>
/// <param name="Kind"><c>contract</c>: it takes away, or demands, what code of before relies on; <c>lock</c>: its writers wait while a table is read or rewritten.</param>
/// <param name="Text">The statement, or its part.</param>
internal sealed partial record RiskyChange(string Kind, string Text)
{
    internal const string Contract = "contract";
    internal const string Lock = "lock";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int LongestMatch = 1000;

    /// <summary>Finds them. What a migration makes itself nobody uses yet.</summary>
    internal static IReadOnlyList<RiskyChange> In(string sql)
    {
        var text = Spaces().Replace(Comments().Replace(sql, " "), " ");
        var made = Created().Matches(text).Select(match => Plain(match.Groups["name"].Value)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. text.Split(';').SelectMany(statement => Of(statement, text, made)).Distinct()];
    }

    private static IEnumerable<RiskyChange> Of(string statement, string all, HashSet<string> made)
    {
        foreach (Match drop in Drops().Matches(statement))
        {
            if (drop.Groups["names"].Value.Split(',').Any(name => !made.Contains(Plain(name))))
            {
                yield return new(Contract, drop.Value.Trim());
            }
        }

        foreach (var taken in Takes().Matches(statement).Select(match => match.Value.Trim()))
        {
            yield return new(Contract, taken);
        }

        foreach (var locked in Locks().Matches(statement).Select(match => match.Value.Trim()))
        {
            yield return new(Lock, locked);
        }

        foreach (Match index in Indexes().Matches(statement))
        {
            if (!made.Contains(Plain(index.Groups["table"].Value)))
            {
                yield return new(index.Groups["unique"].Success ? Contract : Lock, index.Value.Trim());
            }
        }

        foreach (Match table in AlteredTables().Matches(statement))
        {
            var name = Plain(table.Groups["table"].Value);
            foreach (var action in made.Contains(name) ? [] : Actions(table.Groups["actions"].Value))
            {
                if (KindOf(action, all) is { } kind)
                {
                    yield return new(kind, $"{name}: {action}");
                }
            }
        }
    }

    private static string? KindOf(string action, string all)
    {
        if (AddedColumn().IsMatch(action))
        {
            var isFilled = HasDefault().IsMatch(action);
            return Unique().IsMatch(action) || (NotNull().IsMatch(action) && !isFilled) ? Contract
                : RewritingColumn().IsMatch(action) ? Lock
                : null;
        }

        if (Required().Match(action) is { Success: true } required)
        {
            // Rows of the version before get the default, and the table is read once.
            var column = Regex.Escape(required.Groups["column"].Value);
            return Regex.IsMatch(all, $@"\bALTER (COLUMN )?{column} SET DEFAULT\b", Options, TimeSpan.FromMilliseconds(LongestMatch)) ? Lock : Contract;
        }

        return ContractingAction().IsMatch(action) ? Contract
            : AddedCheck().IsMatch(action) && !NotValid().IsMatch(action) ? Lock
            : RewritingAction().IsMatch(action) || (Validation().IsMatch(action) && NotValid().IsMatch(all)) ? Lock
            : null;
    }

    // Commas outside of parentheses part the actions of a statement.
    private static IEnumerable<string> Actions(string list)
    {
        int depth = 0, from = 0;
        for (var at = 0; at <= list.Length; at++)
        {
            depth += at == list.Length ? 0 : list[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (at == list.Length || (depth == 0 && list[at] == ','))
            {
                yield return list[from..at].Trim();
                from = at + 1;
            }
        }
    }

    private static string Plain(string name) => name.Replace("\"", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", Options | RegexOptions.Singleline, LongestMatch)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\s+", Options, LongestMatch)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\bCREATE (OR REPLACE )?(TEMP(ORARY)? |UNLOGGED |UNIQUE |MATERIALIZED )?(TABLE|VIEW|SEQUENCE|INDEX|FUNCTION|PROCEDURE|TYPE|DOMAIN) (CONCURRENTLY )?(IF NOT EXISTS )?(?<name>[\w.""]+)", Options, LongestMatch)]
    private static partial Regex Created();

    [GeneratedRegex(@"\bDROP (TABLE|VIEW|MATERIALIZED VIEW|SEQUENCE|INDEX|FUNCTION|PROCEDURE|TYPE|DOMAIN|SCHEMA|EXTENSION|ROLE) (CONCURRENTLY )?(IF EXISTS )?(?<names>[\w.""%]+( ?, ?[\w.""%]+)*)", Options, LongestMatch)]
    private static partial Regex Drops();

    [GeneratedRegex(@"\bALTER (VIEW|MATERIALIZED VIEW|SEQUENCE|INDEX|FUNCTION|PROCEDURE|TYPE|DOMAIN|SCHEMA|ROLE) [^;]*?\b(RENAME|SET SCHEMA)\b[^;']*|(^|\bBEGIN |\bTHEN |\bELSE |\bLOOP )\s*(TRUNCATE|REVOKE) [^;']*", Options, LongestMatch)]
    private static partial Regex Takes();

    [GeneratedRegex(@"\b(LOCK TABLE|VACUUM FULL|CLUSTER|REINDEX|REFRESH MATERIALIZED VIEW) [^;']*", Options, LongestMatch)]
    private static partial Regex Locks();

    [GeneratedRegex(@"\bCREATE (?<unique>UNIQUE )?INDEX [^;]*?\bON (ONLY )?(?<table>[\w.""%]+)", Options, LongestMatch)]
    private static partial Regex Indexes();

    [GeneratedRegex(@"\bALTER TABLE (IF EXISTS )?(ONLY )?(?<table>[\w.""%]+) (?<actions>[^;]*)", Options, LongestMatch)]
    private static partial Regex AlteredTables();

    [GeneratedRegex(@"^ADD (?!(CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\b)", Options, LongestMatch)]
    private static partial Regex AddedColumn();

    [GeneratedRegex(@"\bNOT NULL\b", Options, LongestMatch)]
    private static partial Regex NotNull();

    [GeneratedRegex(@"\b(DEFAULT|GENERATED)\b|\b(small|big)?serial\b", Options, LongestMatch)]
    private static partial Regex HasDefault();

    [GeneratedRegex(@"\b(UNIQUE|PRIMARY KEY)\b", Options, LongestMatch)]
    private static partial Regex Unique();

    [GeneratedRegex(@"\b(CHECK|STORED|AS IDENTITY)\b|\b(small|big)?serial\b|\b(random|gen_random_uuid|uuidv[47]|clock_timestamp|nextval)\(", Options, LongestMatch)]
    private static partial Regex RewritingColumn();

    [GeneratedRegex(@"^ALTER (COLUMN )?(?<column>[\w""]+) SET NOT NULL\b", Options, LongestMatch)]
    private static partial Regex Required();

    [GeneratedRegex(
        @"^(RENAME\b|SET SCHEMA\b|DROP (?!CONSTRAINT\b)|ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY|EXCLUDE)\b|ALTER (COLUMN )?\S+ ((SET DATA )?TYPE|DROP (DEFAULT|IDENTITY|EXPRESSION))\b)",
        Options, LongestMatch)]
    private static partial Regex ContractingAction();

    [GeneratedRegex(@"^ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN)\b", Options, LongestMatch)]
    private static partial Regex AddedCheck();

    [GeneratedRegex(@"\bNOT VALID\b", Options, LongestMatch)]
    private static partial Regex NotValid();

    [GeneratedRegex(@"^VALIDATE CONSTRAINT\b", Options, LongestMatch)]
    private static partial Regex Validation();

    [GeneratedRegex(@"^SET (LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD)\b", Options, LongestMatch)]
    private static partial Regex RewritingAction();
}
