using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.Contracts.Jobs;

namespace Platform.JobManager.Telemetry;

/// <summary>Records the metrics of jobs. All series with fixed label values exist from the start, so that rates are correct.</summary>
internal sealed class JobMetrics
{
    private static readonly TagList s_succeeded = End("succeeded", "none");
    private static readonly TagList s_cancelled = End("cancelled", "none");

    // The reasons returned by FailureReasons, and who can be responsible for each.
    private static readonly (string Reason, FailureSide[] Sides)[] s_reasons =
    [
        ("timeout", [FailureSide.Platform, FailureSide.Caller]),
        ("dependency", [FailureSide.Platform, FailureSide.Caller]),
        ("validation", [FailureSide.Platform, FailureSide.Caller]),
        ("poison", [FailureSide.Platform]),
        ("cancelled", [FailureSide.Platform]),
        ("internal", [FailureSide.Platform, FailureSide.Caller]),
    ];

    private readonly Counter<long> _created;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _total;
    private readonly Counter<long> _rescued;
    private readonly Counter<long> _webhooks;
    private readonly BacklogFigures _figures;
    private readonly QueueMetrics _queues;

    /// <summary>Creates the instruments.</summary>
    public JobMetrics(IMeterFactory meters, BacklogFigures figures, QueueMetrics queues)
    {
        _figures = figures;
        _queues = queues;
        var jobs = meters.Create("Platform.Jobs");
        _created = jobs.CreateCounter<long>("jobs.created", "{job}", "Jobs accepted.");
        _completed = jobs.CreateCounter<long>("jobs.completed", "{job}", "Jobs that reached their end, by how.");
        _failed = jobs.CreateCounter<long>("jobs.failed", "{job}", "Attempts that failed, by reason.");
        _rescued = jobs.CreateCounter<long>("jobs.rescued", "{job}", "Jobs taken back from a worker that was lost.");
        _webhooks = jobs.CreateCounter<long>("jobs.webhook_deliveries", "{delivery}", "Tries to deliver a webhook, by result.");
        _wait = jobs.CreateHistogram(
            "job.wait.duration",
            "s",
            "From being due to the start of the attempt that ended a job.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .05, .1, .5, 1, 2, 5, 10, 30, 60, 300] });
        _total = jobs.CreateHistogram(
            "job.total.duration",
            "s",
            "From the acceptance to the end of a job.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .05, .1, .5, 1, 2, 5, 10, 30, 60, 120, 300, 600] });
        jobs.CreateObservableGauge("jobs.in_state", InState, "{job}", "Jobs by state: pending is scheduled or queued.");
        jobs.CreateObservableGauge("jobs.oldest_queued.age", () => _figures.OldestQueuedSeconds, "s", "Age of the job that has been queued longest.");
        jobs.CreateObservableGauge("jobs.backlog.sample.age", () => _figures.AgeSeconds, "s", "Age of the figures behind the job gauges.");
        StartFromZero();
    }

    /// <summary>Counts accepted jobs.</summary>
    public void Created(int jobs) => _created.Add(jobs);

    /// <summary>Counts ended jobs.</summary>
    /// <param name="state">The final state.</param>
    /// <param name="timedOut">True if failed jobs exceeded their time limit.</param>
    /// <param name="side">Who is responsible for failed jobs.</param>
    /// <param name="jobs">The number of jobs.</param>
    public void Completed(JobState state, bool timedOut, FailureSide side = FailureSide.Platform, int jobs = 1) => _completed.Add(jobs, state switch
    {
        JobState.Succeeded => s_succeeded,
        JobState.Cancelled => s_cancelled,
        _ => End(timedOut ? "timed_out" : "failed", NameOf(side)),
    });

    /// <summary>Counts a failed attempt.</summary>
    public void AttemptFailed(string reason, FailureSide side) => _failed.Add(1, Tag("failure_reason", reason), Tag("side", NameOf(side)));

    /// <summary>Counts a job that lost its worker.</summary>
    public void Rescued() => _rescued.Add(1);

    /// <summary>Counts a try to deliver a webhook.</summary>
    public void Webhook(bool delivered) => _webhooks.Add(1, Tag("result", delivered ? "delivered" : "failed"));

    /// <summary>Records the waiting time and the total time of an ended job.</summary>
    public void Durations(DateTimeOffset created, DateTimeOffset? queued, DateTimeOffset? started, DateTimeOffset finished)
    {
        if (started is { } start && queued is { } due)
        {
            _wait.Record(Math.Max(0, (start - due).TotalSeconds));
        }

        _total.Record(Math.Max(0, (finished - created).TotalSeconds));
    }

    /// <summary>Counts a message with jobs that RabbitMQ has confirmed.</summary>
    public void Produced(string queue) => _queues.Produced(queue);

    /// <summary>Records the size of a received report.</summary>
    public void Received(int bytes) => _queues.ReportReceived(bytes);

    /// <summary>Counts a report that cannot be read.</summary>
    public void Unreadable() => _queues.ReportUnreadable();

    /// <summary>Counts applied reports, which are acknowledged together.</summary>
    public void Consumed(int reports, double seconds) => _queues.ReportsConsumed(reports, seconds);

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private static TagList End(string status, string side) => new([Tag("status", status), Tag("side", side)]);

    private static string NameOf(FailureSide side) => side == FailureSide.Caller ? "caller" : "platform";

    private void StartFromZero()
    {
        _created.Add(0);
        _rescued.Add(0);
        _completed.Add(0, s_succeeded);
        _completed.Add(0, s_cancelled);
        foreach (var side in Enum.GetValues<FailureSide>())
        {
            _completed.Add(0, End("failed", NameOf(side)));
            _completed.Add(0, End("timed_out", NameOf(side)));
        }

        foreach (var (reason, sides) in s_reasons)
        {
            foreach (var side in sides)
            {
                _failed.Add(0, Tag("failure_reason", reason), Tag("side", NameOf(side)));
            }
        }

        _webhooks.Add(0, Tag("result", "delivered"));
        _webhooks.Add(0, Tag("result", "failed"));
    }

    private IEnumerable<Measurement<long>> InState() =>
    [
        new(_figures.Scheduled + _figures.Queued, Tag("state", "pending")),
        new(_figures.Running, Tag("state", "processing")),
        new(_figures.Succeeded, Tag("state", "processed")),
        new(_figures.Failed, Tag("state", "failed")),
    ];
}
