using System.Runtime.InteropServices;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Reports;

/// <summary>A batch of reports, merged and sorted by job id, so that all replicas lock rows in the same order.</summary>
internal sealed class ReportBatch
{
    private readonly Dictionary<(Guid, int, string), AttemptProgress> _progress = [];
    private readonly HashSet<(Guid, int, string)> _completed = [];

    /// <summary>The started attempts that ask for a lease.</summary>
    public List<(string WorkerId, AttemptStarted Attempt)> Started { get; } = [];

    /// <summary>The attempts whose lease is to be extended.</summary>
    public List<(string WorkerId, AttemptRef Attempt)> Heartbeats { get; } = [];

    /// <summary>The progress of attempts.</summary>
    public List<AttemptProgress> Progress { get; } = [];

    /// <summary>The attempts that succeeded.</summary>
    public List<(string WorkerId, AttemptCompleted Attempt)> Succeeded { get; } = [];

    /// <summary>The attempts that ended in any other way.</summary>
    public List<(string WorkerId, AttemptCompleted Attempt)> Ended { get; } = [];

    /// <summary>The reports about blocks of recordings, with the ids of their workers.</summary>
    public List<(string WorkerId, BlockReport Report)> Blocks { get; } = [];

    /// <summary>The number of reported items of attempts at jobs.</summary>
    public int Attempts => Started.Count + Heartbeats.Count + Progress.Count + Succeeded.Count + Ended.Count;

    /// <summary>The number of reported items.</summary>
    public int Count => Attempts + Blocks.Count;

    /// <summary>Removes all items, so that the batch can be filled again.</summary>
    public void Clear()
    {
        _progress.Clear();
        _completed.Clear();
        Started.Clear();
        Heartbeats.Clear();
        Progress.Clear();
        Succeeded.Clear();
        Ended.Clear();
        Blocks.Clear();
    }

    /// <summary>Adds the items of a report. Items that cannot be stored are cleaned or left out.</summary>
    public void Add(WorkerReport report)
    {
        foreach (var started in report.Started?.OfType<AttemptStarted>() ?? [])
        {
            Started.Add((report.WorkerId, started));
        }

        foreach (var heartbeat in report.Held ?? [])
        {
            Heartbeats.Add((report.WorkerId, heartbeat));
        }

        foreach (var progressed in report.Progressed?.OfType<AttemptProgressed>() ?? [])
        {
            Merge(report.WorkerId, progressed);
        }

        foreach (var reported in report.Completed?.OfType<AttemptCompleted>() ?? [])
        {
            var completed = ReportTexts.Clean(reported);

            // The same end reported twice by one worker is a redelivery. Reported by two workers, only the database knows which of them holds the
            // attempt.
            if (_completed.Add((completed.JobId, completed.Attempt, report.WorkerId)))
            {
                (completed.Outcome == AttemptOutcome.Succeeded ? Succeeded : Ended).Add((report.WorkerId, completed));
            }
        }

        if (report.Blocks is { } blocks)
        {
            Blocks.Add((report.WorkerId, blocks));
        }
    }

    /// <summary>Sorts all items by job id; to be called after the last report was added.</summary>
    public void Sort()
    {
        Started.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
        Heartbeats.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
        Progress.Sort(static (a, b) => a.JobId.CompareTo(b.JobId));
        Succeeded.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
        Ended.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
    }

    /// <summary>
    /// Creates a batch with the same ended attempts but without their results and errors, for a batch that the database refuses: the attempts
    /// have ended anyway. Returns null if the batch contains anything else, or nothing.
    /// </summary>
    public ReportBatch? WithoutReasons()
    {
        var other = new ReportBatch();
        other.Ended.AddRange(Succeeded.Concat(Ended).Select(end => (end.WorkerId, ReportTexts.WithoutReasons(end.Attempt))));
        return other.Ended.Count == Count && Count > 0 ? other : null;
    }

    /// <summary>Splits the batch into batches of one item of an attempt at a job each.</summary>
    public IEnumerable<ReportBatch> Split()
    {
        foreach (var started in Started)
        {
            var one = new ReportBatch();
            one.Started.Add(started);
            yield return one;
        }

        foreach (var progress in Progress)
        {
            var one = new ReportBatch();
            one.Progress.Add(progress);
            yield return one;
        }

        foreach (var heartbeat in Heartbeats)
        {
            var one = new ReportBatch();
            one.Heartbeats.Add(heartbeat);
            yield return one;
        }

        foreach (var succeeded in Succeeded)
        {
            var one = new ReportBatch();
            one.Succeeded.Add(succeeded);
            yield return one;
        }

        foreach (var ended in Ended)
        {
            var one = new ReportBatch();
            one.Ended.Add(ended);
            yield return one;
        }
    }

    private void Merge(string workerId, AttemptProgressed progressed)
    {
        if (!_progress.TryGetValue((progressed.JobId, progressed.Attempt, workerId), out var progress))
        {
            progress = new AttemptProgress(progressed.JobId, progressed.Attempt, workerId);
            _progress.Add((progressed.JobId, progressed.Attempt, workerId), progress);
            Progress.Add(progress);
        }

        progress.Progress = ReportTexts.Clean(progressed.Progress) ?? progress.Progress;
        if (progressed.Checkpoint is { } checkpoint && ReadableJson.IsReadableAfterParsing(JsonMarshal.GetRawUtf8Value(checkpoint)))
        {
            progress.Checkpoint = checkpoint.GetRawText();
        }

        progress.Log.AddRange(progressed.Log?.OfType<JobLogLine>().Select(ReportTexts.Clean) ?? []);
    }
}
