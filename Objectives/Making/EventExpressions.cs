using Platform.Objectives.Definition;

namespace Platform.Objectives.Making;

/// <summary>Expressions about the events of an objective.</summary>
internal static class EventExpressions
{
    /// <summary>Returns the share of bad events over a window; nothing where there were no events.</summary>
    public static string BadRatio(Objective objective, string window) =>
        $"({Bad(objective, "rate", window)} or 0 * {Sum("rate", objective.Total, window)})\n/ ({Sum("rate", objective.Total, window)} > 0)";

    /// <summary>Returns how many events there were.</summary>
    public static string TotalIncrease(Objective objective, string window) => Sum("increase", objective.Total, window);

    /// <summary>Returns how many of them were bad: 0 where none was.</summary>
    public static string BadIncrease(Objective objective, string window) =>
        $"{Bad(objective, "increase", window)} or 0 * {Sum("increase", objective.Total, window)}";

    /// <summary>Returns how many were bad for each cause; only those that there were.</summary>
    public static string CausesIncrease(Objective objective, string window)
    {
        var by = $" by ({string.Join(", ", objective.Causes)}) ";
        return objective.Bad is { } bad
            ? $"{Sum("increase", bad, window, by)} > 0"
            : $"({Sum("increase", objective.Total, window, by)} - {Sum("increase", objective.Good!, window, by)}) > 0";
    }

    private static string Bad(Objective objective, string function, string window) => objective.Bad is { } bad
        ? Sum(function, bad, window)
        : $"(\n  {Sum(function, objective.Total, window)}\n  - {Sum(function, objective.Good!, window)}\n)";

    private static string Sum(string function, string selector, string window, string by = "") => $"sum{by}({function}({selector}[{window}]))";
}
