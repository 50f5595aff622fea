using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Queues;

/// <summary>Computes the messages per second of queues from the difference to the last reading.</summary>
internal sealed class QueueRates(TimeProvider time)
{
    private const int Kept = 6;

    private readonly Dictionary<int, Queue<QueueSample>> _samples = [];

    /// <summary>Records the current counts of queues.</summary>
    public void Record(IEnumerable<QueueResponse> queues)
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

    /// <summary>Gets the rates of published and processed messages per second; null before the second reading.</summary>
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

    private readonly record struct QueueSample(long At, long Published, long Processed);
}
