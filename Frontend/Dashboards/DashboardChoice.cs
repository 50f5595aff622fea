using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Frontend.Dashboards;

/// <summary>What is chosen on a dashboard. It stands in the address alone, so that a link shows what was seen.</summary>
/// <param name="Range">One of <see cref="TimeRanges"/>.</param>
/// <param name="Refresh">How often it is looked at again, as <see cref="TimeRanges"/> calls it.</param>
/// <param name="Values">Of variables; one that is not there or has none is not limited.</param>
internal sealed record DashboardChoice(string Range, string Refresh, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    private const int MaxValues = 50;
    private const int MaxValueLength = 200;

    /// <summary>Nothing yet.</summary>
    public static DashboardChoice None { get; } = new("", "", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    /// <summary>Reads an address; what is not offered there is as the dashboard has it.</summary>
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

    /// <summary>The values of a variable; none where it is not limited.</summary>
    public IReadOnlyList<string> Of(string variable) => Values.GetValueOrDefault(variable) ?? [];

    /// <summary>The same with other values of a variable.</summary>
    public DashboardChoice With(string variable, IReadOnlyList<string> values) =>
        this with { Values = new Dictionary<string, IReadOnlyList<string>>(Values, StringComparer.Ordinal) { [variable] = values } };

    /// <summary>The address of a dashboard with it.</summary>
    public string AddressOf(string uid) =>
        TimeOnly(uid) + string.Concat(Values.SelectMany(chosen => chosen.Value.Select(value => $"&var-{chosen.Key}={Uri.EscapeDataString(value)}")));

    /// <summary>The address of another dashboard, which has variables of its own.</summary>
    public string TimeOnly(string uid) => $"/operations/dashboards/{uid}?from={Uri.EscapeDataString(Range)}&refresh={Refresh}";

    /// <summary>What it asks for besides time, in one text: alike for what is alike.</summary>
    public string Limits => string.Join('\n', Values.SelectMany(chosen => chosen.Value.Select(value => $"{chosen.Key}={value}")));
}
