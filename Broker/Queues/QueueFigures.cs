using Platform.Contracts.Internal;

namespace Platform.Broker.Queues;

/// <summary>The sampled counts of a queue.</summary>
/// <param name="Label">The value of the label <c>queue</c>.</param>
/// <param name="Pending">The number of pending messages.</param>
/// <param name="Processing">The number of delivered messages.</param>
/// <param name="Failed">The number of dead letters.</param>
/// <param name="Oldest">When the next message was published, UTC; null if there is none.</param>
internal sealed record QueueFigure(string Label, long Pending, long Processing, long Failed, DateTimeOffset? Oldest);

/// <summary>The latest sample of the counts of all queues, taken in the background, so that reading it is cheap. Thread-safe.</summary>
internal sealed class QueueFigures(TimeProvider time)
{
    /// <summary>The label for all queues that have no series of their own.</summary>
    public const string Other = "other";

    private volatile Sample _sample = new(new QueueTotals(), [new QueueFigure(Other, 0, 0, 0, null)], [], time.GetTimestamp(), time.GetUtcNow());

    /// <summary>Called for each new label.</summary>
    public Action<string>? Appeared { get; set; }

    /// <summary>The counts of all queues together.</summary>
    public QueueTotals Totals => _sample.Totals;

    /// <summary>The age of the sample in seconds.</summary>
    public double AgeSeconds => time.GetElapsedTime(_sample.At).TotalSeconds;

    /// <summary>The counts by label.</summary>
    public IReadOnlyList<QueueFigure> ByLabel() => _sample.Figures;

    /// <summary>The label of a queue.</summary>
    public string LabelOf(int queueId) => _sample.Labels.GetValueOrDefault(queueId, Other);

    /// <summary>
    /// The seconds from a time to the sample; 0 for null. They do not run on after the sample: its oldest message may have been delivered since.
    /// </summary>
    public double SecondsSince(DateTimeOffset? since) => since is { } at ? Math.Max(0, (_sample.SampledAt - at).TotalSeconds) : 0;

    /// <summary>Stores a new sample.</summary>
    public void Store(QueueTotals totals, IReadOnlyList<QueueFigure> figures, Dictionary<int, string> labels)
    {
        HashSet<string> before = [.. _sample.Labels.Values];
        _sample = new Sample(totals, figures, labels, time.GetTimestamp(), time.GetUtcNow());
        foreach (var label in labels.Values.Where(label => !before.Contains(label)))
        {
            Appeared?.Invoke(label);
        }
    }

    private sealed record Sample(QueueTotals Totals, IReadOnlyList<QueueFigure> Figures, Dictionary<int, string> Labels, long At, DateTimeOffset SampledAt);
}
