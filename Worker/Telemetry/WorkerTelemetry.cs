using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Measures;

namespace Platform.Worker.Telemetry;

/// <summary>Provides the worker's spans and instruments. All label values come from closed sets.</summary>
internal sealed class WorkerTelemetry : IDisposable
{
    public const string Name = "Platform.Worker";

    private static readonly InstrumentAdvice<double> s_jobSeconds = new() { HistogramBucketBoundaries = [.1, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600] };
    private static readonly InstrumentAdvice<double> s_queueSeconds = new() { HistogramBucketBoundaries = [.005, .01, .05, .1, .5, 1, 2, 5, 10, 30, 60] };
    private static readonly InstrumentAdvice<double> s_messageSeconds = new() { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 2, 5, 10, 30] };
    private static readonly InstrumentAdvice<long> s_bytes = new() { HistogramBucketBoundaries = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] };

    private static readonly KeyValuePair<string, object?> s_consumed = new("action", "consumed");
    private static readonly KeyValuePair<string, object?> s_produced = new("action", "produced");
    private static readonly KeyValuePair<string, object?> s_reports = new("queue", JobQueues.Reports);
    private static readonly KeyValuePair<string, object?> s_amqp = new("protocol", "amqp");
    private static readonly KeyValuePair<string, object?> s_success = new("status", "success");
    private static readonly KeyValuePair<string, object?> s_failure = new("status", "failure");

    // Indexed by MessageEnd.
    private static readonly KeyValuePair<string, object?>[] s_ends = [new("status", "ack"), new("status", "nack_requeue"), new("status", "reject")];

    // Indexed by PartEnd.
    private static readonly KeyValuePair<string, object?>[] s_partEnds = [new("result", "recognised"), new("result", "resumed"), new("result", "failed"), new("result", "received")];
    private static readonly KeyValuePair<string, object?>[] s_engines = [new("engine", "whisper"), new("engine", "pocketsphinx")];

    private readonly Histogram<double> _jobProcessing;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _queueProcessing;
    private readonly Histogram<double> _messageProcessing;
    private readonly Histogram<long> _messageSize;
    private readonly Histogram<double> _steps;
    private readonly Histogram<double> _partSeconds;
    private readonly Counter<long> _parts;
    private readonly Counter<double> _sound;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _acks;
    private readonly Counter<long> _processed;
    private readonly ErrorSource _errors;
    private long _active;

    public WorkerTelemetry(IMeterFactory meters, ErrorMetrics errors)
    {
        var worker = meters.Create(Name);
        _jobProcessing = worker.CreateHistogram("job.processing.duration", "s", "Time a job's attempt ran.", tags: null, s_jobSeconds);
        _steps = worker.CreateHistogram("captions.step.duration", "s", "Time of one step of a job that makes captions, or puts them into a recording.", tags: null, s_jobSeconds);
        _partSeconds = worker.CreateHistogram("captions.part.duration", "s", "Time of recognising one part.", tags: null, s_jobSeconds);
        _parts = worker.CreateCounter<long>("captions.parts", "{part}", "Parts of recordings by recogniser and result.");
        _sound = worker.CreateCounter<double>("captions.sound", "s", "Sound that was recognised.");
        worker.CreateObservableGauge("jobs.active", () => Interlocked.Read(ref _active), "{job}", "Attempts that run now.");

        var queues = meters.Create("Platform.Queues");
        _queueWait = queues.CreateHistogram("queue.wait.duration", "s", "Time from an attempt being due until a worker starts it.", tags: null, s_queueSeconds);
        _queueProcessing = queues.CreateHistogram("queue.processing.duration", "s", "From taking a message, or a batch of them, until it is acknowledged.", tags: null, s_queueSeconds);
        _messages = queues.CreateCounter<long>("queue.messages", "{message}", "Messages by queue and action.");
        _acks = queues.CreateCounter<long>("queue.acks", "{message}", "Acknowledgements by queue and status.");

        var messages = meters.Create("Platform.Messages");
        _messageProcessing = messages.CreateHistogram("message.processing", "s", "Time to process a message, or a batch of them.", tags: null, s_messageSeconds);
        _messageSize = messages.CreateHistogram("message.size", "By", "Size of a message's body.", tags: null, s_bytes);
        _processed = messages.CreateCounter<long>("messages.processed", "{message}", "Messages processed, by protocol and result.");
        _errors = errors.AddSource("worker", "unreadable_message", "unknown_kind", "internal", "lease_lost", "timeout");

        // A rate does not see the step from an absent series to 1.
        _processed.Add(0, s_amqp, s_success);
        _processed.Add(0, s_amqp, s_failure);
        _messages.Add(0, s_reports, s_produced);
        foreach (var engine in s_engines)
        {
            _sound.Add(0, engine);
            foreach (var result in s_partEnds)
            {
                _parts.Add(0, engine, result);
            }
        }

        var lanes = from lane in (string[])[JobQueues.ShortLane, JobQueues.LongLane] from priority in Enum.GetValues<JobPriority>() select JobQueues.ForLane(lane, priority);
        foreach (var queue in lanes.Append(JobQueues.Blocks).Select(static name => new QueueTag(name)))
        {
            _messages.Add(0, queue.Tag, s_consumed);
            foreach (var end in s_ends)
            {
                _acks.Add(0, queue.Tag, end);
            }
        }
    }

    public ActivitySource Source { get; } = new(Name);

    public void AttemptStarted(QueueTag queue, TimeSpan wait)
    {
        Interlocked.Increment(ref _active);
        _queueWait.Record(Math.Max(0, wait.TotalSeconds), queue.Tag);
    }

    public void AttemptDropped() => Interlocked.Decrement(ref _active);

    public void AttemptEnded(TimeSpan ran)
    {
        Interlocked.Decrement(ref _active);
        _jobProcessing.Record(ran.TotalSeconds);
    }

    public void MessageTaken(QueueTag queue, int bytes)
    {
        _messages.Add(1, queue.Tag, s_consumed);
        _messageSize.Record(bytes);
    }

    public void MessageDone(QueueTag queue, TimeSpan took, MessageEnd end)
    {
        _queueProcessing.Record(took.TotalSeconds, queue.Tag);
        _messageProcessing.Record(took.TotalSeconds);
        _acks.Add(1, queue.Tag, s_ends[(int)end]);
        _processed.Add(1, s_amqp, end == MessageEnd.Acked ? s_success : s_failure);
    }

    /// <summary>Counts a report that RabbitMQ has confirmed.</summary>
    public void ReportSent() => _messages.Add(1, s_reports, s_produced);

    public void StepEnded(string step, TimeSpan took) => _steps.Record(took.TotalSeconds, new KeyValuePair<string, object?>("step", step));

    /// <summary>Records the end of a part of a recording.</summary>
    /// <param name="isWhisper">Whether the recogniser was Whisper; else pocketsphinx.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="soundSeconds">The length of the part.</param>
    /// <param name="took">The duration of the recognition.</param>
    public void PartEnded(bool isWhisper, PartEnd end, double soundSeconds, TimeSpan took)
    {
        var engine = s_engines[isWhisper ? 0 : 1];
        _parts.Add(1, engine, s_partEnds[(int)end]);
        if (end == PartEnd.Recognised)
        {
            _sound.Add(soundSeconds, engine);
            _partSeconds.Record(took.TotalSeconds, engine);
        }
    }

    public void Failed(string type) => _errors.Add(type);

    public void Dispose() => Source.Dispose();
}

/// <summary>Lists how a message left this worker.</summary>
internal enum MessageEnd
{
    /// <summary>The message was acknowledged.</summary>
    Acked = 0,

    /// <summary>The message was returned to its queue.</summary>
    Requeued = 1,

    /// <summary>The message was rejected for good.</summary>
    Rejected = 2,
}

/// <summary>Lists the outcomes of a part of a recording.</summary>
internal enum PartEnd
{
    /// <summary>The part was recognised.</summary>
    Recognised = 0,

    /// <summary>An earlier attempt had recognised the part.</summary>
    Resumed = 1,

    /// <summary>The recogniser failed; cancelled parts are not counted.</summary>
    Failed = 2,

    /// <summary>Another worker recognised the part for this one.</summary>
    Received = 3,
}

/// <summary>Holds a queue's name as a label, boxed once.</summary>
internal sealed class QueueTag(string queue)
{
    public string Queue => queue;

    /// <summary>Gets whether what the queue carries runs under leases from the start.</summary>
    public bool IsLong { get; } = queue.StartsWith("jobs." + JobQueues.LongLane, StringComparison.Ordinal) || string.Equals(queue, JobQueues.Blocks, StringComparison.Ordinal);

    public KeyValuePair<string, object?> Tag { get; } = new("queue", queue);
}
