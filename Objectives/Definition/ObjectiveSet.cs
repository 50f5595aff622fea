namespace Platform.Objectives.Definition;

/// <summary>What <c>deploy/slo.yaml</c> says.</summary>
/// <param name="Windows">When people are told.</param>
/// <param name="LeastBadEvents">How many bad events there have to be before that.</param>
/// <param name="Objectives">The objectives.</param>
internal sealed record ObjectiveSet(IReadOnlyList<BurnWindow> Windows, int LeastBadEvents, IReadOnlyList<Objective> Objectives)
{
    /// <summary>The window in which a service with little traffic may have none but bad events.</summary>
    public const string OutageWindow = "15m";

    // What is recorded whatever the windows are: budgets are counted in steps of five minutes, and pages show the burn of an hour.
    private static readonly string[] s_always = ["5m", "1h"];

    /// <summary>Returns the windows over which the share of bad events of an objective is recorded, the shortest first.</summary>
    public IReadOnlyList<string> WindowsOf(Objective objective) =>
    [
        .. Windows.SelectMany(window => (string[])[window.Long, window.Short])
            .Concat(s_always)
            .Concat(objective.CallsForOutage ? [OutageWindow] : [])
            .Distinct(StringComparer.Ordinal)
            .OrderBy(WindowLengths.Minutes),
    ];
}
