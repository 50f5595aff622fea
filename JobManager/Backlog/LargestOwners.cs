namespace Platform.JobManager.Backlog;

/// <summary>The owners that had more than half of the queued jobs when these were last counted.</summary>
/// <param name="OfAll">The owner with the majority of all queued jobs; null if there is none.</param>
/// <param name="OfShort">The owner with the majority of the queued short jobs; null if there is none.</param>
internal sealed record LargestOwners(Guid? OfAll, Guid? OfShort)
{
    /// <summary>The result if no owner has a majority.</summary>
    public static LargestOwners None { get; } = new(null, null);

    /// <summary>The share of an owner.</summary>
    public OwnerShare ShareOf(Guid owner) =>
        (owner == OfAll ? OwnerShare.MajorityOfAll : OwnerShare.Minority) | (owner == OfShort ? OwnerShare.MajorityOfShort : OwnerShare.Minority);
}
