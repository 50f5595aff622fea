using System.Runtime.InteropServices;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Refusals;

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
        foreach (AttemptStarted started in report.Started?.OfType<AttemptStarted>() ?? [])
        {
            Started.Add((report.WorkerId, started));
        }

        foreach (AttemptRef held in report.Held ?? [])
        {
            Held.Add((report.WorkerId, held));
        }

        foreach (AttemptProgressed progressed in report.Progressed?.OfType<AttemptProgressed>() ?? [])
        {
            Merge(report.WorkerId, progressed);
        }

        foreach (AttemptCompleted told in report.Completed?.OfType<AttemptCompleted>() ?? [])
        {
            AttemptCompleted completed = ReportTexts.Clean(told);

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

    /// <summary>
    /// The same ends without what the workers said of them; null where that would say nothing else. For a batch that the database
    /// refuses: whatever it was, the attempts have ended.
    /// </summary>
    public ReportBatch? WithoutReasons()
    {
        var other = new ReportBatch();
        other.Ended.AddRange(Succeeded.Concat(Ended).Select(end => (end.WorkerId, ReportTexts.WithoutReasons(end.Attempt))));
        return other.Ended.Count == Count && Count > 0 ? other : null;
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

        news.Progress = ReportTexts.Clean(progressed.Progress) ?? news.Progress;
        if (progressed.Checkpoint is { } checkpoint && ReadableJson.IsReadableAfterParsing(JsonMarshal.GetRawUtf8Value(checkpoint)))
        {
            news.Checkpoint = checkpoint.GetRawText();
        }

        news.Log.AddRange(progressed.Log?.OfType<JobLogLine>().Select(ReportTexts.Clean) ?? []);
    }
}
