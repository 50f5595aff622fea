using System.Globalization;
using Platform.Contracts.Jobs;
using Platform.Worker.Kinds;

namespace Platform.Worker.Captioning;

/// <summary>Percent and estimate of a captions job. Recognition is nearly all of the time, so it has nearly all of the percent.</summary>
internal sealed class CaptionsProgress(JobContext job, TimeProvider time)
{
    private const double FetchedAt = 8;
    private const double ProbedAt = 9;
    private const double SplitAt = 14;
    private const double TranscribedAt = 98;

    private readonly Lock _lock = new();
    private double[] _done = [];
    private double _total;
    private double _before;
    private int _partsDone;
    private long _startedAt;

    public void Fetching(long bytes, long? of) => job.ReportProgress(new JobProgress(
        of > 0 ? Math.Min(1, (double)bytes / of.Value) * FetchedAt : FetchedAt / 2,
        "fetch",
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB{(of > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {of / 1e6:0.0} MB") : "")}"),
        null));

    public void Probing() => job.ReportProgress(new JobProgress(FetchedAt, "probe", null, null));

    public void Splitting(double seconds, double? of) => job.ReportProgress(new JobProgress(
        ProbedAt + ((of > 0 ? Math.Min(1, seconds / of.Value) : 0.5) * (SplitAt - ProbedAt)), "split", null, null));

    /// <summary>Recognition starts; some parts may be done from an earlier attempt.</summary>
    public void Transcribing(IReadOnlyList<double> partSeconds, IReadOnlyList<bool> done)
    {
        lock (_lock)
        {
            _done = [.. partSeconds.Select((seconds, i) => done[i] ? seconds : 0)];
            _total = partSeconds.Sum();
            _before = _done.Sum();
            _partsDone = done.Count(static d => d);
            _startedAt = time.GetTimestamp();
            Report();
        }
    }

    public void Heard(int part, double seconds)
    {
        lock (_lock)
        {
            _done[part] = Math.Max(_done[part], seconds);
            Report();
        }
    }

    public int PartDone(int part, double seconds)
    {
        lock (_lock)
        {
            _done[part] = seconds;
            _partsDone++;
            Report();
            return _partsDone;
        }
    }

    public void Assembling() => job.ReportProgress(new JobProgress(TranscribedAt, "assemble", null, 0));

    private void Report()
    {
        var done = _done.Sum();
        var elapsed = time.GetElapsedTime(_startedAt).TotalSeconds;
        var heard = done - _before;
        // Before a few seconds of sound are through, an estimate would only jump about.
        double? eta = heard > 3 && elapsed > 1 ? Math.Round((_total - done) * elapsed / heard, 1) : null;
        job.ReportProgress(new JobProgress(
            SplitAt + ((TranscribedAt - SplitAt) * (_total > 0 ? Math.Min(1, done / _total) : 1)),
            "transcribe",
            string.Create(CultureInfo.InvariantCulture, $"{_partsDone} of {_done.Length} parts"),
            eta));
    }
}
