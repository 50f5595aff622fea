using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Telemetry;

/// <summary>The instruments of RabbitMQ's queues as this side sees them, every series present from the start.</summary>
internal sealed class QueueMetrics
{
    private static readonly FrozenDictionary<string, KeyValuePair<string, object?>> Queues =
        AllQueues().ToFrozenDictionary(queue => queue, queue => Tag("queue", queue), StringComparer.Ordinal);

    private static readonly KeyValuePair<string, object?> OfReports = Queues[JobQueues.Reports];
    private static readonly KeyValuePair<string, object?> ActionProduced = Tag("action", "produced");
    private static readonly KeyValuePair<string, object?> ActionConsumed = Tag("action", "consumed");
    private static readonly KeyValuePair<string, object?> Ack = Tag("status", "ack");
    private static readonly KeyValuePair<string, object?> Amqp = Tag("protocol", "amqp");
    private static readonly KeyValuePair<string, object?> Success = Tag("status", "success");
    private static readonly KeyValuePair<string, object?> Failure = Tag("status", "failure");

    private readonly Counter<long> _messages;
    private readonly Counter<long> _acks;
    private readonly Histogram<double> _queueProcessing;
    private readonly Counter<long> _processed;
    private readonly Histogram<double> _processing;
    private readonly Histogram<long> _size;
    private readonly BacklogFigures _figures;

    public QueueMetrics(IMeterFactory meters, BacklogFigures figures)
    {
        _figures = figures;
        Meter queues = meters.Create("Platform.Queues");
        _messages = queues.CreateCounter<long>("queue.messages", "{message}", "Messages by queue and action.");
        _acks = queues.CreateCounter<long>("queue.acks", "{message}", "Acknowledgements by queue and status.");
        _queueProcessing = queues.CreateHistogram(
            "queue.processing.duration",
            "s",
            "From taking a message, or a batch of them, until it is acknowledged.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .05, .1, .5, 1, 2, 5, 10, 30, 60] });
        queues.CreateObservableGauge("queue.depth", Depths, "{message}", "Messages that wait in a queue, and long jobs that wait for their turn to go there.");
        queues.CreateObservableGauge("queue.size", () => _figures.Depths.Values.Sum() + _figures.Turns.Values.Sum(), "{message}", "Messages that wait in all queues of the service.");
        queues.CreateObservableGauge("queue.depth.sample.age", () => _figures.DepthsAgeSeconds, "s", "Age of the figures behind the depths.");

        Meter messages = meters.Create("Platform.Messages");
        _processed = messages.CreateCounter<long>("messages.processed", "{message}", "Messages processed, by protocol and result.");
        _processing = messages.CreateHistogram(
            "message.processing",
            "s",
            "Time to process a message, or a batch of them.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 2, 5, 10, 30] });
        _size = messages.CreateHistogram(
            "message.size",
            "By",
            "Size of a message's body.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] });
        StartFromZero();
    }

    public void Produced(string queue) => _messages.Add(1, Queues.GetValueOrDefault(queue), ActionProduced);

    public void ReportReceived(int bytes) => _size.Record(bytes);

    public void ReportUnreadable() => _processed.Add(1, Amqp, Failure);

    public void ReportsConsumed(int reports, double seconds)
    {
        _messages.Add(reports, OfReports, ActionConsumed);
        _acks.Add(reports, OfReports, Ack);
        _processed.Add(reports, Amqp, Success);
        _queueProcessing.Record(seconds, OfReports);
        _processing.Record(seconds);
    }

    private static List<string> AllQueues()
    {
        var names = new List<string> { JobQueues.Reports };
        foreach (string lane in (string[])[JobQueues.ShortLane, JobQueues.LongLane])
        {
            names.AddRange(Enum.GetValues<JobPriority>().Select(priority => JobQueues.ForLane(lane, priority)));
        }

        return names;
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private void StartFromZero()
    {
        foreach (KeyValuePair<string, object?> queue in Queues.Values)
        {
            _messages.Add(0, queue, ActionProduced);
            _messages.Add(0, queue, ActionConsumed);
            foreach (string status in (string[])["ack", "nack_requeue", "reject"])
            {
                _acks.Add(0, queue, Tag("status", status));
            }
        }

        _processed.Add(0, Amqp, Success);
        _processed.Add(0, Amqp, Failure);
    }

    // All of them, also before the broker was asked first: a gauge that is missing says nothing, its age tells.
    private IEnumerable<Measurement<long>> Depths() =>
        Queues.Select(queue => new Measurement<long>(
            _figures.Depths.GetValueOrDefault(queue.Key) + _figures.Turns.GetValueOrDefault(queue.Key), queue.Value));
}
