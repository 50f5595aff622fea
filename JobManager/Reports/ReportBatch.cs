using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Reports;

/// <summary>The reports of one round, merged and in the order of job ids, so that rounds of several replicas lock rows in the same order.</summary>
internal sealed class ReportBatch
{
    private readonly Dictionary<(Guid, int, string), AttemptNews> _news = [];
    private readonly HashSet<(Guid, int, string)> _completed = [];

    public List<(string WorkerId, AttemptStarted Attempt)> Started { get; } = [];

    public List<(string WorkerId, AttemptRef Attempt)> Held { get; } = [];

    public List<AttemptNews> News { get; } = [];

    public List<(string WorkerId, AttemptCompleted Attempt)> Succeeded { get; } = [];

    public List<(string WorkerId, AttemptCompleted Attempt)> Ended { get; } = [];

    public int Count => Started.Count + Held.Count + News.Count + Succeeded.Count + Ended.Count;

    public void Clear()
    {
        _news.Clear();
        _completed.Clear();
        Started.Clear();
        Held.Clear();
        News.Clear();
        Succeeded.Clear();
        Ended.Clear();
    }

    public void Add(WorkerReport report)
    {
        foreach (AttemptStarted started in report.Started ?? [])
        {
            Started.Add((report.WorkerId, started));
        }

        foreach (AttemptRef held in report.Held ?? [])
        {
            Held.Add((report.WorkerId, held));
        }

        foreach (AttemptProgressed progressed in report.Progressed ?? [])
        {
            Merge(report.WorkerId, progressed);
        }

        foreach (AttemptCompleted completed in report.Completed ?? [])
        {
            // A second report of the same end by the same worker is a redelivery; one by another worker is not: only the
            // database knows which of the two holds the attempt.
            if (_completed.Add((completed.JobId, completed.Attempt, report.WorkerId)))
            {
                (completed.Outcome == AttemptOutcome.Succeeded ? Succeeded : Ended).Add((report.WorkerId, completed));
            }
        }
    }

    /// <summary>Ends the gathering.</summary>
    public void Sort()
    {
        Started.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
        Held.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
        News.Sort(static (a, b) => a.JobId.CompareTo(b.JobId));
        Succeeded.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
        Ended.Sort(static (a, b) => a.Attempt.JobId.CompareTo(b.Attempt.JobId));
    }

    /// <summary>Each report in a batch of its own.</summary>
    public IEnumerable<ReportBatch> Split()
    {
        foreach ((string WorkerId, AttemptStarted Attempt) started in Started)
        {
            var one = new ReportBatch();
            one.Started.Add(started);
            yield return one;
        }

        foreach (AttemptNews news in News)
        {
            var one = new ReportBatch();
            one.News.Add(news);
            yield return one;
        }

        foreach ((string WorkerId, AttemptRef Attempt) held in Held)
        {
            var one = new ReportBatch();
            one.Held.Add(held);
            yield return one;
        }

        foreach ((string WorkerId, AttemptCompleted Attempt) succeeded in Succeeded)
        {
            var one = new ReportBatch();
            one.Succeeded.Add(succeeded);
            yield return one;
        }

        foreach ((string WorkerId, AttemptCompleted Attempt) ended in Ended)
        {
            var one = new ReportBatch();
            one.Ended.Add(ended);
            yield return one;
        }
    }

    private void Merge(string workerId, AttemptProgressed progressed)
    {
        if (!_news.TryGetValue((progressed.JobId, progressed.Attempt, workerId), out AttemptNews? news))
        {
            news = new AttemptNews(progressed.JobId, progressed.Attempt, workerId);
            _news.Add((progressed.JobId, progressed.Attempt, workerId), news);
            News.Add(news);
        }

        news.Progress = progressed.Progress ?? news.Progress;
        news.Checkpoint = progressed.Checkpoint?.GetRawText() ?? news.Checkpoint;
        foreach (JobLogLine line in progressed.Log ?? [])
        {
            news.Log.Add(line with { Message = line.Message.Replace("\0", string.Empty, StringComparison.Ordinal) });
        }
    }
}
