namespace Platform.ApiGateway.Objectives;

/// <summary>
/// What is used of the budget of a month, and what will be at its end. The budget is a share of the events that are expected until then, so that it
/// does not begin at nothing.
/// </summary>
/// <param name="Used">The share that is used so far.</param>
/// <param name="UsedAtEnd">The share that will be used if the rest goes as the pace says.</param>
/// <param name="SpentAfter">How long after now the budget will be spent; null if not within the month. Zero where it is already.</param>
internal sealed record BudgetForecast(double Used, double UsedAtEnd, TimeSpan? SpentAfter)
{
    /// <summary>Computes the forecast; null where there were no events from which to.</summary>
    /// <param name="soFar">The events of the month so far.</param>
    /// <param name="pace">The events of the last days, which the rest of the month is expected to be like.</param>
    /// <param name="left">How long the month still lasts.</param>
    /// <param name="budget">The share of events that may be bad.</param>
    public static BudgetForecast? Of(EventCounts soFar, EventCounts pace, TimeSpan left, double budget)
    {
        var (total, bad) = PerSecond(pace);
        var allowed = budget * (soFar.Total + (total * left.TotalSeconds));
        if (!(allowed > 0))
        {
            return null;
        }

        var used = soFar.Bad / allowed;
        var usedAtEnd = (soFar.Bad + (bad * left.TotalSeconds)) / allowed;
        return new BudgetForecast(used, usedAtEnd, SpentAfterOf(used, usedAtEnd, left));
    }

    private static TimeSpan? SpentAfterOf(double used, double usedAtEnd, TimeSpan left)
    {
        if (used >= 1)
        {
            return TimeSpan.Zero;
        }

        return usedAtEnd >= 1 ? left * Math.Clamp((1 - used) / (usedAtEnd - used), 0, 1) : null;
    }

    private static (double Total, double Bad) PerSecond(EventCounts counts) =>
        counts.Length > TimeSpan.Zero ? (counts.Total / counts.Length.TotalSeconds, counts.Bad / counts.Length.TotalSeconds) : (0, 0);
}
