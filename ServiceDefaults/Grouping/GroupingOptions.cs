namespace Platform.ServiceDefaults.Grouping;

/// <summary>Limits a <see cref="Grouping{T}"/>.</summary>
/// <param name="Lanes">The number of groups that may run at the same time.</param>
/// <param name="MaxWeight">The weight at which a group is closed.</param>
/// <param name="MaxWaiting">The number of calls that may wait for the next group; further calls are refused.</param>
public sealed record GroupingOptions(int Lanes, int MaxWeight, int MaxWaiting)
{
    /// <summary>Gets the size in bytes at which a group is closed; unlimited by default.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;
}
