using System.Collections.Concurrent;

namespace Platform.JobManager.Workers;

/// <summary>What workers said of their places for long jobs and is not stored yet.</summary>
internal sealed class WorkerPlaces
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, int> _told = new(StringComparer.Ordinal);

    public void Told(string worker, int places) => _told[worker] = Math.Clamp(places, 0, Most);

    /// <summary>Takes what is new, in the order in which all replicas lock rows.</summary>
    public List<(string Worker, int Places)> Take()
    {
        var news = new List<(string Worker, int Places)>();
        foreach (string worker in _told.Keys)
        {
            if (_told.TryRemove(worker, out int places))
            {
                news.Add((worker, places));
            }
        }

        news.Sort(static (left, right) => string.CompareOrdinal(left.Worker, right.Worker));
        return news;
    }
}
