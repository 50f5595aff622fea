using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.Worker.Telemetry;

/// <summary>Source and meter <c>Platform.Worker</c>. Labels come from closed sets.</summary>
internal sealed class WorkerTelemetry : IDisposable
{
    public const string Name = "Platform.Worker";

    private static readonly InstrumentAdvice<double> _jobSeconds = new() { HistogramBucketBoundaries = [.1, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600] };
    private static readonly InstrumentAdvice<double> _queueSeconds = new() { HistogramBucketBoundaries = [.005, .01, .05, .1, .5, 1, 2, 5, 10, 30, 60] };
    private static readonly InstrumentAdvice<double> _messageSeconds = new() { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 2, 5, 10, 30] };
    private static readonly InstrumentAdvice<double> _bytes = new() { HistogramBucketBoundaries = [100, 1e3, 1e4, 1e5, 1e6, 1e7] };

    private readonly Histogram<double> _jobProcessing;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _queueProcessing;
    private readonly Histogram<double> _messageProcessing;
    private readonly Histogram<double> _messageSize;
    private readonly Histogram<double> _steps;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _acks;
    private readonly Counter<long> _processed;
    private readonly Counter<long> _errors;
    private readonly UpDownCounter<long> _active;

    public WorkerTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _jobProcessing = meter.CreateHistogram("job.processing.duration", "s", "Time a job's attempt ran.", tags: null, _jobSeconds);
        _queueWait = meter.CreateHistogram("queue.wait.duration", "s", "Time from an attempt being due until a worker starts it.", tags: null, _queueSeconds);
        _queueProcessing = meter.CreateHistogram("queue.processing.duration", "s", "Time from taking a message until it is acknowledged.", tags: null, _queueSeconds);
        _messageProcessing = meter.CreateHistogram("message.processing", "s", "Time to process a message.", tags: null, _messageSeconds);
        _messageSize = meter.CreateHistogram("message.size", "By", "Size of a message's body.", tags: null, _bytes);
        _steps = meter.CreateHistogram("captions.step.duration", "s", "Time of one step of a captions job.", tags: null, _jobSeconds);
        _messages = meter.CreateCounter<long>("queue.messages", "{message}", "Messages taken from a queue.");
        _acks = meter.CreateCounter<long>("queue.acks", "{message}", "Messages acknowledged or given back.");
        _processed = meter.CreateCounter<long>("messages.processed", "{message}", "Messages processed.");
        _errors = meter.CreateCounter<long>("errors", "{error}", "Errors by type and source.");
        _active = meter.CreateUpDownCounter<long>("jobs.active", "{job}", "Attempts that run now.");
        _active.Add(0);
        foreach (var type in (string[])["unreadable_message", "unknown_kind", "internal", "lease_lost", "timeout"])
        {
            _errors.Add(0, new("type", type), new("source", "worker"));
        }

        foreach (var status in (string[])["success", "failure"])
        {
            _processed.Add(0, new("protocol", "amqp"), new("status", status));
        }

        // A rate misses the first increment of a series that is born with it.
        foreach (var queue in from lane in (string[])[JobQueues.ShortLane, JobQueues.LongLane] from priority in Enum.GetValues<JobPriority>() select new QueueTag(JobQueues.ForLane(lane, priority)))
        {
            _messages.Add(0, queue.Tag, new("action", "consumed"));
            foreach (var end in Enum.GetValues<MessageEnd>())
            {
                _acks.Add(0, queue.Tag, StatusOf(end));
            }
        }
    }

    public ActivitySource Source { get; } = new(Name);

    public void AttemptStarted(QueueTag queue, TimeSpan wait)
    {
        _active.Add(1);
        _queueWait.Record(Math.Max(0, wait.TotalSeconds), queue.Tag);
    }

    public void AttemptDropped() => _active.Add(-1);

    public void AttemptEnded(TimeSpan ran)
    {
        _active.Add(-1);
        _jobProcessing.Record(ran.TotalSeconds);
    }

    public void MessageTaken(QueueTag queue, int bytes)
    {
        _messages.Add(1, queue.Tag, new("action", "consumed"));
        _messageSize.Record(bytes);
    }

    public void MessageDone(QueueTag queue, TimeSpan took, MessageEnd end)
    {
        _queueProcessing.Record(took.TotalSeconds, queue.Tag);
        _messageProcessing.Record(took.TotalSeconds);
        _acks.Add(1, queue.Tag, StatusOf(end));
        _processed.Add(1, new("protocol", "amqp"), new("status", end == MessageEnd.Acked ? "success" : "failure"));
    }

    public void StepEnded(string step, TimeSpan took) => _steps.Record(took.TotalSeconds, new KeyValuePair<string, object?>("step", step));

    public void Failed(string type) => _errors.Add(1, new("type", type), new("source", "worker"));

    public void Dispose() => Source.Dispose();

    private static KeyValuePair<string, object?> StatusOf(MessageEnd end) =>
        new("status", end switch { MessageEnd.Acked => "ack", MessageEnd.Requeued => "nack_requeue", _ => "reject" });
}

/// <summary>How a message left this worker.</summary>
internal enum MessageEnd
{
    /// <summary>Acknowledged.</summary>
    Acked = 0,

    /// <summary>Given back to the queue.</summary>
    Requeued = 1,

    /// <summary>Refused for good.</summary>
    Rejected = 2,
}

/// <summary>A queue's name as a label, boxed once.</summary>
internal sealed class QueueTag(string queue)
{
    public string Queue => queue;

    /// <summary>Whether it is one of the long lane's.</summary>
    public bool IsLong { get; } = queue.StartsWith("jobs." + JobQueues.LongLane, StringComparison.Ordinal);

    public KeyValuePair<string, object?> Tag { get; } = new("queue", queue);
}
