using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;

namespace Platform.Broker.Messages;

/// <summary>
/// Records the metrics of messages over HTTP. Users can create any number of queues, so only some have series of their own; for the others the label
/// <c>queue</c> is <see cref="QueueFigures.Other"/>.
/// </summary>
internal sealed class MessageMetrics
{
    private static readonly KeyValuePair<string, object?> s_http = new("protocol", "http");
    private static readonly KeyValuePair<string, object?> s_success = new("status", "success");
    private static readonly KeyValuePair<string, object?> s_failure = new("status", "failure");
    private static readonly KeyValuePair<string, object?> s_produced = new("action", "produced");
    private static readonly KeyValuePair<string, object?> s_consumed = new("action", "consumed");
    private static readonly FrozenDictionary<DeliveryEnd, KeyValuePair<string, object?>> s_ends = Enum.GetValues<DeliveryEnd>()
        .ToFrozenDictionary(end => end, end => new KeyValuePair<string, object?>("status", NameOf(end)));

    private readonly Counter<long> _messages;
    private readonly Counter<long> _ends;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _processed;
    private readonly Histogram<double> _processing;
    private readonly Histogram<long> _size;
    private readonly QueueFigures _figures;

    /// <summary>Creates the instruments.</summary>
    public MessageMetrics(IMeterFactory meters, QueueFigures figures)
    {
        _figures = figures;
        var broker = meters.Create("Platform.Broker");
        _messages = broker.CreateCounter<long>("broker.messages", "{message}", "Messages published to and delivered from a queue.");
        _ends = broker.CreateCounter<long>("broker.deliveries.ended", "{message}", "How deliveries, and messages that were never delivered, ended.");
        _wait = broker.CreateHistogram(
            "broker.wait.duration", "s", "From the publication of a message to its delivery.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .05, .1, .5, 1, 2, 5, 10, 30, 60] });
        broker.CreateObservableGauge("broker.messages.in_state", InState, "{message}", "Messages of all queues by state; processed ones ever.");
        broker.CreateObservableGauge("broker.queue.depth", () => Gauge(queue => queue.Pending), "{message}", "Messages that wait in a queue.");
        broker.CreateObservableGauge("broker.queue.in_flight", () => Gauge(queue => queue.Processing), "{message}", "Messages of a queue that are delivered and not acknowledged.");
        broker.CreateObservableGauge("broker.queue.dead_letters", () => Gauge(queue => queue.Failed), "{message}", "Messages of a queue that failed.");
        broker.CreateObservableGauge("broker.queue.oldest_message.age", OldestAges, "s", "Age of the message of a queue that is next.");
        broker.CreateObservableGauge("broker.queues", () => _figures.Totals.Queues, "{queue}", "Queues.");
        broker.CreateObservableGauge("broker.sample.age", () => _figures.AgeSeconds, "s", "Age of the figures behind the gauges of queues.");

        // These instruments have the same names as those of RabbitMQ messages in other services; the label "protocol" distinguishes them.
        meters.Create("Platform.Queues").CreateObservableGauge("queue.size", () => _figures.Totals.Pending, "{message}", "Messages that wait in all queues of the service.");
        var messages = meters.Create("Platform.Messages");
        _processed = messages.CreateCounter<long>("messages.processed", "{message}", "Messages processed, by protocol and result.");
        _processing = messages.CreateHistogram(
            "message.processing", "s", "Time to process a message, or a batch of them.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 2, 5, 10, 30] });
        _size = messages.CreateHistogram(
            "message.size", "By", "Size of a message's body.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] });
        _processed.Add(0, s_http, s_success);
        _processed.Add(0, s_http, s_failure);
        StartFromZero(QueueFigures.Other);
        figures.Appeared = StartFromZero;
    }

    /// <summary>Counts published messages; duplicates do not count.</summary>
    public void Published(KnownQueue queue, List<NewMessage> messages)
    {
        var stored = 0;
        foreach (var message in messages)
        {
            if (message.EarlierAt is null)
            {
                stored++;
                _size.Record(message.Content.Length);
            }
        }

        _messages.Add(stored, Label(queue), s_produced);
    }

    /// <summary>Counts delivered messages and records how long they waited.</summary>
    public void Delivered(KnownQueue queue, List<DeliveredMessage> messages)
    {
        var label = Label(queue);
        _messages.Add(messages.Count, label, s_consumed);
        foreach (var message in messages)
        {
            _wait.Record(Math.Max(0, (message.DeliveredAt - message.CreatedAt).TotalSeconds));
        }
    }

    /// <summary>Counts a settled delivery and records how long it took.</summary>
    public void Settled(KnownQueue queue, SettleAction action, double seconds)
    {
        if (EndOf(action) is not { } end)
        {
            return;
        }

        _ends.Add(1, Label(queue), s_ends[end]);
        _processed.Add(1, s_http, action == SettleAction.Ack ? s_success : s_failure);
        _processing.Record(Math.Max(0, seconds));
    }

    /// <summary>Counts a message whose visibility timeout or lifetime has ended.</summary>
    public void Swept(KnownQueue queue, bool timedOut)
    {
        _ends.Add(1, Label(queue), s_ends[timedOut ? DeliveryEnd.TimedOut : DeliveryEnd.Expired]);
        if (timedOut)
        {
            _processed.Add(1, s_http, s_failure);
        }
    }

    private static string NameOf(DeliveryEnd end) => end switch
    {
        DeliveryEnd.Acknowledged => "ack",
        DeliveryEnd.Requeued => "nack_requeue",
        DeliveryEnd.Rejected => "reject",
        DeliveryEnd.TimedOut => "timed_out",
        DeliveryEnd.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };

    // Null for actions that do not end a delivery.
    private static DeliveryEnd? EndOf(SettleAction action) => action switch
    {
        SettleAction.Ack => DeliveryEnd.Acknowledged,
        SettleAction.Requeue => DeliveryEnd.Requeued,
        SettleAction.Fail => DeliveryEnd.Rejected,
        _ => null,
    };

    private KeyValuePair<string, object?> Label(KnownQueue queue) => new("queue", _figures.LabelOf(queue.Id));

    /// <summary>Creates the series of a queue at 0: otherwise a rate would miss the first increment.</summary>
    private void StartFromZero(string label)
    {
        var queue = new KeyValuePair<string, object?>("queue", label);
        _messages.Add(0, queue, s_produced);
        _messages.Add(0, queue, s_consumed);
        foreach (var end in s_ends.Values)
        {
            _ends.Add(0, queue, end);
        }
    }

    private IEnumerable<Measurement<long>> InState()
    {
        var totals = _figures.Totals;
        return
        [
            new(totals.Pending, new KeyValuePair<string, object?>("state", "pending")),
            new(totals.Processing, new KeyValuePair<string, object?>("state", "processing")),
            new(totals.Processed, new KeyValuePair<string, object?>("state", "processed")),
            new(totals.Failed, new KeyValuePair<string, object?>("state", "failed")),
        ];
    }

    private IEnumerable<Measurement<long>> Gauge(Func<QueueFigure, long> of) =>
        _figures.ByLabel().Select(queue => new Measurement<long>(of(queue), new KeyValuePair<string, object?>("queue", queue.Label)));

    private IEnumerable<Measurement<double>> OldestAges() => _figures.ByLabel().Select(queue => new Measurement<double>(
        _figures.SecondsSince(queue.Oldest), new KeyValuePair<string, object?>("queue", queue.Label)));
}
