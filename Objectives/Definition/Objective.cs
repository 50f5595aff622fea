namespace Platform.Objectives.Definition;

/// <summary>One objective: which events count, which of them are good, and how many have to be.</summary>
/// <param name="Name">The label <c>slo</c> of its series.</param>
/// <param name="Service">The label <c>service</c> of its series.</param>
/// <param name="Titles">What people read, by language.</param>
/// <param name="Target">The share of good events.</param>
/// <param name="Total">The counter of all events.</param>
/// <param name="Bad">The counter of the bad ones; null where the good ones are counted.</param>
/// <param name="Good">The counter of the good ones; null where the bad ones are counted.</param>
/// <param name="CallsForOutage">Whether a quarter of an hour without a good event calls somebody.</param>
/// <param name="WarnsWhenAbsent">Whether to warn when nothing is known of it while its service is up.</param>
/// <param name="Causes">Labels by which bad events are told apart.</param>
/// <param name="GoodExample">Series that a good event adds one to.</param>
/// <param name="BadExample">Series that a bad event adds one to.</param>
internal sealed record Objective(
    string Name,
    string Service,
    IReadOnlyDictionary<string, string> Titles,
    decimal Target,
    string Total,
    string? Bad,
    string? Good,
    bool CallsForOutage,
    bool WarnsWhenAbsent,
    IReadOnlyList<string> Causes,
    IReadOnlyList<string> GoodExample,
    IReadOnlyList<string> BadExample)
{
    /// <summary>Gets the share of events that may be bad.</summary>
    public decimal Budget => 1 - Target;
}
