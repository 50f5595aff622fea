namespace Platform.JobManager.Backlog;

/// <summary>Whose jobs are more than half of those that wait, when last looked; there can be one such owner of each.</summary>
/// <param name="OfAll">Of all queued jobs.</param>
/// <param name="OfShort">Of those of short kinds.</param>
internal sealed record LargestOwners(Guid? OfAll, Guid? OfShort)
{
    public static LargestOwners None { get; } = new(null, null);

    public OwnerShare ShareOf(Guid owner) =>
        (owner == OfAll ? OwnerShare.MostOfAll : OwnerShare.Some) | (owner == OfShort ? OwnerShare.MostOfShort : OwnerShare.Some);
}
