using System.Collections.Concurrent;

namespace Platform.JobManager.Workers;

/// <summary>Collects the numbers of slots for long jobs that workers report, until they are stored. Thread-safe.</summary>
internal sealed class WorkerSlots
{
    private const int MaxSlots = 10_000;

    private readonly ConcurrentDictionary<string, int> _reported = new(StringComparer.Ordinal);

    /// <summary>Records the slots of a worker; only the latest report counts. Numbers outside 0 to 10,000 are clamped.</summary>
    public void Report(string worker, int slots) => _reported[worker] = Math.Clamp(slots, 0, MaxSlots);

    /// <summary>Takes what was reported since the last call, sorted by worker, so that all replicas lock rows in the same order.</summary>
    public List<(string Worker, int Slots)> TakeReported()
    {
        var taken = new List<(string Worker, int Slots)>();
        foreach (var worker in _reported.Keys)
        {
            if (_reported.TryRemove(worker, out var slots))
            {
                taken.Add((worker, slots));
            }
        }

        taken.Sort(static (left, right) => string.CompareOrdinal(left.Worker, right.Worker));
        return taken;
    }
}
