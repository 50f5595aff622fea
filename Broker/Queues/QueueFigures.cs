using Platform.Contracts.Internal;

namespace Platform.Broker.Queues;

/// <summary>A queue's counts as they were sampled.</summary>
internal sealed record QueueFigure(string Label, long Pending, long Processing, long Failed, DateTimeOffset? Oldest);

/// <summary>The last sample of the counts of all queues, taken in the background so that reading it costs nothing.</summary>
internal sealed class QueueFigures(TimeProvider time)
{
    /// <summary>The label of queues that have no series of their own.</summary>
    public const string Other = "other";

    private volatile Sample _sample = new(new QueueTotals(), [new QueueFigure(Other, 0, 0, 0, null)], [], time.GetTimestamp(), time.GetUtcNow());

    /// <summary>Called with a label that was not there before.</summary>
    public Action<string>? Appeared { get; set; }

    public QueueTotals Totals => _sample.Totals;

    public double AgeSeconds => time.GetElapsedTime(_sample.At).TotalSeconds;

    public IReadOnlyList<QueueFigure> ByLabel() => _sample.Figures;

    public string LabelOf(int queueId) => _sample.Labels.GetValueOrDefault(queueId, Other);

    /// <summary>
    /// Seconds from a moment to the sample; 0 for none. Not to now: what was the oldest message may be long gone once nobody samples.
    /// </summary>
    public double SecondsSince(DateTimeOffset? moment) => moment is { } at ? Math.Max(0, (_sample.TakenAt - at).TotalSeconds) : 0;

    public void Take(QueueTotals totals, IReadOnlyList<QueueFigure> figures, Dictionary<int, string> labels)
    {
        HashSet<string> before = [.. _sample.Labels.Values];
        _sample = new Sample(totals, figures, labels, time.GetTimestamp(), time.GetUtcNow());
        foreach (string label in labels.Values.Where(label => !before.Contains(label)))
        {
            Appeared?.Invoke(label);
        }
    }

    private sealed record Sample(QueueTotals Totals, IReadOnlyList<QueueFigure> Figures, Dictionary<int, string> Labels, long At, DateTimeOffset TakenAt);
}
