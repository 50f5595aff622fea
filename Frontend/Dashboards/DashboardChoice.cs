using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Frontend.Dashboards;

/// <summary>Holds the options selected on a dashboard. They are part of the URL only, so that a link shows the same view.</summary>
/// <param name="Range">The time range, one of <see cref="TimeRanges"/>.</param>
/// <param name="Refresh">The refresh interval, as in <see cref="TimeRanges"/>.</param>
/// <param name="Values">The values of variables; a missing or empty one does not filter.</param>
internal sealed record DashboardChoice(string Range, string Refresh, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    private const int MaxValues = 50;
    private const int MaxValueLength = 200;

    /// <summary>Gets the empty selection.</summary>
    public static DashboardChoice None { get; } = new("", "", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <summary>Parses a URL; unknown values are replaced by the defaults of the dashboard.</summary>
    public static DashboardChoice Read(Dashboard dashboard, Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        return new(
            query.TryGetValue("from", out var from) && TimeRanges.IsKnown(from.ToString()) ? from.ToString() : dashboard.From,
            query.TryGetValue("refresh", out var refresh) && TimeRanges.RefreshOf(refresh.ToString()) is not null ? refresh.ToString() : dashboard.Refresh,
            dashboard.Variables.Where(variable => query.ContainsKey("var-" + variable.Name)).ToDictionary(
                variable => variable.Name,
                variable => (IReadOnlyList<string>)[.. query["var-" + variable.Name].OfType<string>().Where(value => value.Length is > 0 and <= MaxValueLength).Take(MaxValues)],
                StringComparer.Ordinal));
    }

    /// <summary>Gets the values of a variable; empty if it does not filter.</summary>
    public IReadOnlyList<string> Of(string variable) => Values.GetValueOrDefault(variable) ?? [];

    /// <summary>Returns a copy with other values of a variable.</summary>
    public DashboardChoice With(string variable, IReadOnlyList<string> values) =>
        this with { Values = new Dictionary<string, IReadOnlyList<string>>(Values, StringComparer.Ordinal) { [variable] = values } };

    /// <summary>Builds the URL of a dashboard with this selection.</summary>
    public string AddressOf(string uid) =>
        TimeOnly(uid) + string.Concat(Values.SelectMany(chosen => chosen.Value.Select(value => $"&var-{chosen.Key}={Uri.EscapeDataString(value)}")));

    /// <summary>Builds the URL of another dashboard, which has variables of its own.</summary>
    public string TimeOnly(string uid) => $"/operations/dashboards/{uid}?from={Uri.EscapeDataString(Range)}&refresh={Refresh}";

    /// <summary>Gets a text that is equal for equal filters, regardless of the time range.</summary>
    public string Limits => string.Join('\n', Values.SelectMany(chosen => chosen.Value.Select(value => $"{chosen.Key}={value}")));
}
