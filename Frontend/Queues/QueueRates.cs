using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Queues;

/// <summary>Messages a second of queues, reckoned of what they were when last looked at.</summary>
internal sealed class QueueRates(TimeProvider time)
{
    private const int Kept = 6;

    private readonly Dictionary<int, Queue<Sample>> _samples = [];

    /// <summary>Takes note of what queues are now.</summary>
    public void Look(IEnumerable<QueueResponse> queues)
    {
        var now = time.GetTimestamp();
        foreach (var queue in queues)
        {
            if (!_samples.TryGetValue(queue.Id, out var samples))
            {
                _samples.Add(queue.Id, samples = new());
            }

            samples.Enqueue(new(now, queue.MessagesTotal, queue.MessagesProcessed));
            if (samples.Count > Kept)
            {
                samples.Dequeue();
            }
        }
    }

    /// <summary>Published and processed, a second; null until there are two looks.</summary>
    public (double In, double Out)? Of(int queue)
    {
        if (!_samples.TryGetValue(queue, out var samples) || samples.Count < 2)
        {
            return null;
        }

        var (first, last) = (samples.Peek(), samples.Last());
        var seconds = time.GetElapsedTime(first.At, last.At).TotalSeconds;
        return seconds <= 0 ? null : (Math.Max(0, last.Published - first.Published) / seconds, Math.Max(0, last.Processed - first.Processed) / seconds);
    }

    private readonly record struct Sample(long At, long Published, long Processed);
}
