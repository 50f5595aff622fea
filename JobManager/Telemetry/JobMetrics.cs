using System.Diagnostics.Metrics;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Telemetry;

/// <summary>The instruments of jobs and queues, every series of a closed label set present from the start.</summary>
internal sealed class JobMetrics
{
    private static readonly string[] s_reasons = ["timeout", "dependency", "validation", "poison", "cancelled", "internal"];
    private static readonly string[] s_queues = AllQueues();
    private static readonly double[] s_queueSeconds = [.005, .01, .05, .1, .5, 1, 2, 5, 10, 30, 60];
    private static readonly double[] s_jobSeconds = [.1, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600];

    private readonly Counter<long> _created;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _acks;
    private readonly Histogram<double> _processing;
    private readonly Histogram<double> _total;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _queueProcessing;
    private readonly Histogram<double> _dbDuration;
    private readonly Counter<long> _dbErrors;
    private readonly Counter<long> _rescued;
    private readonly Counter<long> _webhooks;
    private readonly BacklogFigures _figures;

    public JobMetrics(IMeterFactory meters, BacklogFigures figures)
    {
        _figures = figures;
        Meter jobs = meters.Create("Platform.Jobs");
        _created = jobs.CreateCounter<long>("jobs.created", "{job}", "Jobs accepted.");
        _completed = jobs.CreateCounter<long>("jobs.completed", "{job}", "Jobs that reached their end, by how.");
        _failed = jobs.CreateCounter<long>("jobs.failed", "{job}", "Attempts that failed, by reason.");
        _rescued = jobs.CreateCounter<long>("jobs.rescued", "{job}", "Jobs taken back from a worker that was lost.");
        _webhooks = jobs.CreateCounter<long>("jobs.webhook_deliveries", "{delivery}", "Tries to deliver a webhook, by result.");
        _processing = jobs.CreateHistogram(
            "job.processing.duration", "s", "From the start to the end of the attempt that ended a job.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_jobSeconds });
        _total = jobs.CreateHistogram(
            "job.total.duration", "s", "From the acceptance to the end of a job.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600] });
        jobs.CreateObservableGauge("jobs.active", () => _figures.Running, "{job}", "Jobs that a worker holds a lease of.");
        jobs.CreateObservableGauge("jobs.in_state", InState, "{job}", "Jobs by state: pending is scheduled or queued.");
        jobs.CreateObservableGauge("jobs.oldest_queued.age", () => _figures.OldestQueuedSeconds, "s", "Age of the job that has been queued longest.");
        jobs.CreateObservableGauge("jobs.backlog.sample.age", () => _figures.AgeSeconds, "s", "Age of the figures behind the job gauges.");

        Meter queues = meters.Create("Platform.Queues");
        _messages = queues.CreateCounter<long>("queue.messages", "{message}", "Messages by queue and action.");
        _acks = queues.CreateCounter<long>("queue.acks", "{message}", "Acknowledgements by queue and status.");
        _queueWait = queues.CreateHistogram(
            "queue.wait.duration", "s", "From due to started.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_queueSeconds });
        _queueProcessing = queues.CreateHistogram(
            "queue.processing.duration", "s", "Time to apply a batch of messages.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_queueSeconds });
        queues.CreateObservableGauge("queue.depth", Depths, "{message}", "Messages that wait in a queue.");
        queues.CreateObservableGauge("queue.size", () => _figures.Depths.Values.Sum(), "{message}", "Messages that wait in all queues.");

        Meter database = meters.Create("Platform.Database");
        _dbDuration = database.CreateHistogram(
            "db.query.duration", "s", "Duration of a round to the database.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .005, .01, .025, .05, .1, .25, .5, 1, 5, 10] });
        _dbErrors = database.CreateCounter<long>("db.errors", "{error}", "Failed rounds to the database, by class of SQLSTATE.");
        StartFromZero();
    }

    public void Created(int jobs) => _created.Add(jobs);

    public void Completed(JobState state, bool timedOut, int jobs = 1) => _completed.Add(jobs, Tag("status", state switch
    {
        JobState.Succeeded => "succeeded",
        JobState.Cancelled => "cancelled",
        _ => timedOut ? "timed_out" : "failed",
    }));

    public void AttemptFailed(string reason) => _failed.Add(1, Tag("failure_reason", reason));

    public void Rescued() => _rescued.Add(1);

    public void Webhook(bool delivered) => _webhooks.Add(1, Tag("result", delivered ? "delivered" : "failed"));

    public void Durations(string queue, DateTimeOffset created, DateTimeOffset? queued, DateTimeOffset? started, DateTimeOffset finished)
    {
        if (started is { } start)
        {
            _processing.Record(Math.Max(0, (finished - start).TotalSeconds));
            if (queued is { } due)
            {
                _queueWait.Record(Math.Max(0, (start - due).TotalSeconds), Tag("queue", queue));
            }
        }

        _total.Record(Math.Max(0, (finished - created).TotalSeconds));
    }

    public void Produced(string queue, int messages = 1) => _messages.Add(messages, Tag("queue", queue), Tag("action", "produced"));

    public void Consumed(string queue, int messages, double seconds)
    {
        _messages.Add(messages, Tag("queue", queue), Tag("action", "consumed"));
        _acks.Add(messages, Tag("queue", queue), Tag("status", "ack"));
        _queueProcessing.Record(seconds, Tag("queue", queue));
    }

    public void Database(string queryType, double seconds) => _dbDuration.Record(seconds, Tag("query_type", queryType));

    public void DatabaseError(string? sqlState) =>
        _dbErrors.Add(1, Tag("sqlstate_class", sqlState is { Length: >= 2 } ? sqlState[..2] : "connection"));

    private static string[] AllQueues()
    {
        var names = new List<string> { JobQueues.Reports };
        foreach (string lane in (string[])[JobQueues.ShortLane, JobQueues.LongLane])
        {
            names.AddRange(Enum.GetValues<JobPriority>().Select(priority => JobQueues.ForLane(lane, priority)));
        }

        return [.. names];
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private void StartFromZero()
    {
        _created.Add(0);
        _rescued.Add(0);
        foreach (string status in (string[])["succeeded", "failed", "cancelled", "timed_out"])
        {
            _completed.Add(0, Tag("status", status));
        }

        foreach (string reason in s_reasons)
        {
            _failed.Add(0, Tag("failure_reason", reason));
        }

        foreach (string queue in s_queues)
        {
            _messages.Add(0, Tag("queue", queue), Tag("action", "produced"));
            _messages.Add(0, Tag("queue", queue), Tag("action", "consumed"));
            foreach (string status in (string[])["ack", "nack_requeue", "reject"])
            {
                _acks.Add(0, Tag("queue", queue), Tag("status", status));
            }
        }

        _webhooks.Add(0, Tag("result", "delivered"));
        _webhooks.Add(0, Tag("result", "failed"));
        _dbErrors.Add(0, Tag("sqlstate_class", "connection"));
    }

    private IEnumerable<Measurement<long>> InState() =>
    [
        new(_figures.Scheduled + _figures.Queued, Tag("state", "pending")),
        new(_figures.Running, Tag("state", "processing")),
        new(_figures.Succeeded, Tag("state", "processed")),
        new(_figures.Failed, Tag("state", "failed")),
    ];

    private IEnumerable<Measurement<long>> Depths() =>
        _figures.Depths.Select(depth => new Measurement<long>(depth.Value, Tag("queue", depth.Key)));
}
