using System.Collections.Concurrent;

namespace Platform.JobManager.Workers;

/// <summary>Collects the slots for long jobs that workers report, until they are stored. Thread-safe.</summary>
internal sealed class WorkerSlots
{
    private const int MaxSlots = 10_000;
    private const int MaxProcessors = 100;

    private readonly ConcurrentDictionary<string, ReportedSlots> _reported = new(StringComparer.Ordinal);

    /// <summary>Records the slots of a worker; only the latest report counts. Numbers outside 0 to 10,000 are clamped.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="slots">The number of slots.</param>
    /// <param name="processors">The processors that it shares with others; ignored if it is no name of 1 to 100 letters, digits and hyphens.</param>
    public void Report(string worker, int slots, string? processors = null) =>
        _reported[worker] = new ReportedSlots(worker, Math.Clamp(slots, 0, MaxSlots), IsName(processors) ? processors : null);

    /// <summary>Takes what was reported since the last call, sorted by worker, so that all replicas lock rows in the same order.</summary>
    public List<ReportedSlots> TakeReported()
    {
        var taken = new List<ReportedSlots>();
        foreach (var worker in _reported.Keys)
        {
            if (_reported.TryRemove(worker, out var slots))
            {
                taken.Add(slots);
            }
        }

        taken.Sort(static (left, right) => string.CompareOrdinal(left.Worker, right.Worker));
        return taken;
    }

    private static bool IsName(string? name) => name is { Length: > 0 and <= MaxProcessors } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');
}

/// <summary>What a worker reports of its slots.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Slots">The number of long jobs that it runs at a time.</param>
/// <param name="Processors">The processors that it shares with others; null for workers of the version before, which take no blocks.</param>
internal sealed record ReportedSlots(string Worker, int Slots, string? Processors);
