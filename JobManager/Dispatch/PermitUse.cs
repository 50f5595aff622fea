namespace Platform.JobManager.Dispatch;

/// <summary>The long jobs that count against limits, and the slots for them.</summary>
/// <param name="Slots">The number of long jobs that all workers run at a time; 0 if no worker has reported it.</param>
/// <param name="Running">The running jobs.</param>
/// <param name="Granted">The jobs that have a permit and have not been started by a worker.</param>
internal sealed record PermitUse(int Slots, IReadOnlyList<PermitCount> Running, IReadOnlyList<PermitCount> Granted)
{
    /// <summary>The number of jobs that fetch from each host, or are about to.</summary>
    public Dictionary<string, int> FetchesByHost() => Running.Concat(Granted).Where(count => count.Host is not null)
        .GroupBy(count => count.Host!, StringComparer.Ordinal).ToDictionary(host => host.Key, host => host.Sum(count => count.Jobs), StringComparer.Ordinal);
}

/// <summary>A number of long jobs.</summary>
/// <param name="OwnerId">Their owner.</param>
/// <param name="Host">The host that they fetch from; null if they fetch nothing, or no longer.</param>
/// <param name="Jobs">The number.</param>
internal readonly record struct PermitCount(Guid OwnerId, string? Host, int Jobs);
