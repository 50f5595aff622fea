namespace Platform.Frontend.Dashboards;

/// <summary>Holds a dashboard as it is shown: the options that the visitor selected, and the time and the values that its panels query.</summary>
internal sealed class DashboardContent
{
    private readonly Dictionary<string, QueryScope> _repeated = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, IReadOnlyList<string>> _values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Gets the dashboard; null if there is none of that name.</summary>
    public Dashboard? Dashboard { get; private set; }

    /// <summary>Gets the selected options.</summary>
    public DashboardChoice Choice { get; private set; } = DashboardChoice.None;

    /// <summary>Gets what panels query; null until it is loaded.</summary>
    public QueryScope? Scope { get; private set; }

    /// <summary>Opens a dashboard; what was loaded for another one is dropped.</summary>
    /// <returns>Whether it is another one.</returns>
    public bool Open(Dashboard? dashboard)
    {
        if (dashboard == Dashboard)
        {
            return false;
        }

        Dashboard = dashboard;
        Scope = null;
        _values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        return true;
    }

    /// <summary>Selects the options of a URL.</summary>
    public void Choose(Uri address)
    {
        if (Dashboard is not null)
        {
            Choice = DashboardChoice.Read(Dashboard, address);
        }
    }

    /// <summary>Creates what panels query at a time, by the selected options.</summary>
    public QueryScope ScopeAt(DateTimeOffset now) => new(
        now - TimeRanges.LengthOf(Choice.Range),
        now,
        Choice.Values,
        (Dashboard?.Variables ?? []).ToDictionary(variable => variable.Name, variable => variable.AllValue, StringComparer.Ordinal));

    /// <summary>Shows what was loaded.</summary>
    /// <param name="scope">What panels query.</param>
    /// <param name="values">The values of each variable.</param>
    public void Show(QueryScope scope, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        (Scope, _values) = (scope, values);
        _repeated.Clear();
    }

    /// <summary>Gets the values of a variable among which the visitor selects.</summary>
    public IReadOnlyList<string> ValuesOf(string variable) => _values.GetValueOrDefault(variable) ?? [];

    /// <summary>Gets the rows with their titles and what their panels query. A row that is repeated has one of each for every value of its variable.</summary>
    public IEnumerable<(DashboardRow Row, string Title, QueryScope Scope)> Rows()
    {
        foreach (var row in Dashboard!.Rows)
        {
            if (row.RepeatOf is not { } variable)
            {
                yield return (row, row.Title, Scope!);
                continue;
            }

            var values = Choice.Of(variable) is { Count: > 0 } chosen ? chosen : ValuesOf(variable);
            foreach (var value in values)
            {
                // One scope for each value and load: panels reload when their scope changes.
                if (!_repeated.TryGetValue(value, out var scope))
                {
                    _repeated[value] = scope = Scope!.With(variable, value);
                }

                yield return (row, row.Title.Replace("$" + variable, value, StringComparison.Ordinal), scope);
            }
        }
    }
}
