namespace Platform.ApiGateway.Objectives;

/// <summary>Lists the states of an error budget by their names in the API, by the limits of the alerts.</summary>
internal static class ObjectiveState
{
    public const string NoData = "no_data";

    public const string Ok = "ok";

    public const string Low = "low";

    public const string Burning = "burning";

    public const string Spent = "spent";

    // The limit of the alert ErrorBudgetLow.
    private const double LowBelow = 0.25;

    /// <summary>Returns the state.</summary>
    /// <param name="remaining">The share of the budget that is left; null where nothing is recorded.</param>
    /// <param name="badEvents">How many bad events there were.</param>
    /// <param name="leastBadEvents">Below how many a share says nothing.</param>
    /// <param name="burnsTooFast">Whether the budget is used faster than an alert allows.</param>
    public static string Of(double? remaining, double? badEvents, int leastBadEvents, bool burnsTooFast) => remaining switch
    {
        null => NoData,
        _ when !(badEvents >= leastBadEvents) => Ok,
        <= 0d => Spent,
        _ when burnsTooFast => Burning,
        < LowBelow => Low,
        _ => Ok,
    };
}
