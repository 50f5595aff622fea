using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Telemetry;

/// <summary>Records the metrics of the RabbitMQ queues that JobManager uses. All series exist from the start, so that rates are correct.</summary>
internal sealed class QueueMetrics
{
    private static readonly FrozenDictionary<string, KeyValuePair<string, object?>> s_queues =
        JobQueues.All.ToFrozenDictionary(queue => queue, queue => Tag("queue", queue), StringComparer.Ordinal);

    private static readonly KeyValuePair<string, object?> s_ofReports = s_queues[JobQueues.Reports];
    private static readonly KeyValuePair<string, object?> s_produced = Tag("action", "produced");
    private static readonly KeyValuePair<string, object?> s_consumed = Tag("action", "consumed");
    private static readonly KeyValuePair<string, object?> s_ack = Tag("status", "ack");
    private static readonly KeyValuePair<string, object?> s_amqp = Tag("protocol", "amqp");
    private static readonly KeyValuePair<string, object?> s_success = Tag("status", "success");
    private static readonly KeyValuePair<string, object?> s_failure = Tag("status", "failure");

    private readonly Counter<long> _messages;
    private readonly Counter<long> _acks;
    private readonly Histogram<double> _queueProcessing;
    private readonly Counter<long> _processed;
    private readonly Histogram<double> _processing;
    private readonly Histogram<long> _size;
    private readonly BacklogFigures _figures;

    /// <summary>Creates the instruments.</summary>
    public QueueMetrics(IMeterFactory meters, BacklogFigures figures)
    {
        _figures = figures;
        var queues = meters.Create("Platform.Queues");
        _messages = queues.CreateCounter<long>("queue.messages", "{message}", "Messages by queue and action.");
        _acks = queues.CreateCounter<long>("queue.acks", "{message}", "Acknowledgements by queue and status.");
        _queueProcessing = queues.CreateHistogram(
            "queue.processing.duration",
            "s",
            "From taking a message, or a batch of them, until it is acknowledged.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .05, .1, .5, 1, 2, 5, 10, 30, 60] });
        queues.CreateObservableGauge("queue.depth", Depths, "{message}", "Messages that wait in a queue, and long jobs that wait for a permit to be published to it.");
        queues.CreateObservableGauge("queue.size", () => _figures.Depths.Values.Sum() + _figures.AwaitingPermit.Values.Sum(), "{message}", "Messages that wait in all queues of the service.");
        queues.CreateObservableGauge("queue.depth.sample.age", () => _figures.DepthsAgeSeconds, "s", "Age of the figures behind the depths.");

        var messages = meters.Create("Platform.Messages");
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

    /// <summary>Counts a published message.</summary>
    public void Produced(string queue) => _messages.Add(1, s_queues.GetValueOrDefault(queue), s_produced);

    /// <summary>Records the size of a received report.</summary>
    public void ReportReceived(int bytes) => _size.Record(bytes);

    /// <summary>Counts a report that cannot be read.</summary>
    public void ReportUnreadable() => _processed.Add(1, s_amqp, s_failure);

    /// <summary>Counts processed reports and records how long their batch took.</summary>
    public void ReportsConsumed(int reports, double seconds)
    {
        _messages.Add(reports, s_ofReports, s_consumed);
        _acks.Add(reports, s_ofReports, s_ack);
        _processed.Add(reports, s_amqp, s_success);
        _queueProcessing.Record(seconds, s_ofReports);
        _processing.Record(seconds);
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private void StartFromZero()
    {
        foreach (var queue in s_queues.Values)
        {
            _messages.Add(0, queue, s_produced);
            _messages.Add(0, queue, s_consumed);
            foreach (var status in (string[])["ack", "nack_requeue", "reject"])
            {
                _acks.Add(0, queue, Tag("status", status));
            }
        }

        _processed.Add(0, s_amqp, s_success);
        _processed.Add(0, s_amqp, s_failure);
    }

    // All queues, even before RabbitMQ was asked for the first time: the gauge of the sample's age shows that the numbers are not known yet.
    private IEnumerable<Measurement<long>> Depths() =>
        s_queues.Select(queue => new Measurement<long>(
            _figures.Depths.GetValueOrDefault(queue.Key) + _figures.AwaitingPermit.GetValueOrDefault(queue.Key), queue.Value));
}
