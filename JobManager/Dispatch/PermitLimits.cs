namespace Platform.JobManager.Dispatch;

/// <summary>The limits of the long jobs of owners and media hosts. Free of I/O.</summary>
/// <param name="Slots">The number of long jobs that all workers run at a time. 0 means that no worker has reported it yet; then there is no limit.</param>
/// <param name="PerOwner">
/// The share of an owner with the weight 1 while others wait; null means half of the slots, rounded up so that two owners fill all of them.
/// </param>
/// <param name="MaxPerOwner">The number of jobs that an owner may have at any time; null for no such limit.</param>
/// <param name="PerHost">The number of jobs that may fetch from a host at a time; null for no limit.</param>
/// <param name="Weights">The weights of owners other than 1; below 1 and above 100 count as these.</param>
internal sealed record PermitLimits(
    int Slots, int? PerOwner = null, int? MaxPerOwner = null, int? PerHost = null, IReadOnlyDictionary<Guid, int>? Weights = null)
{
    private const int MaxWeight = 100;

    /// <summary>The weight of an owner.</summary>
    public int WeightOf(Guid owner) => Math.Clamp(Weights?.GetValueOrDefault(owner, 1) ?? 1, 1, MaxWeight);

    /// <summary>
    /// The number of jobs that an owner may have published and running while others wait, at least 1. By default it is what the owner gets beside
    /// one other owner with the weight 1, rounded up.
    /// </summary>
    public int ShareOf(Guid owner)
    {
        var weight = WeightOf(owner);
        var share = PerOwner is { } one ? one * weight : ((Slots * weight) + weight) / (weight + 1);
        return Math.Max(1, Math.Min(share, MaxPerOwner ?? share));
    }
}
