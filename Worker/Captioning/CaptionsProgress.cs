using System.Globalization;
using Platform.Contracts.Jobs;
using Platform.Worker.Kinds;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

/// <summary>
/// Computes the progress and the remaining time of a captions job. Recognition takes nearly all of the time, so it has nearly all of the percentage.
/// </summary>
internal sealed class CaptionsProgress(JobContext job, TimeProvider time)
{
    private const double FetchedAt = 8;
    private const double ProbedAt = 9;
    private const double SplitAt = 14;
    private const double TranscribedAt = 98;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, double> _done = [];
    private Func<SearchProgress> _search = static () => default;
    private double _sound;
    private double _before;
    private double _share;
    private int _partsDone;
    private long _startedAt;
    private int? _cues;

    public void Fetching(long bytes, long? of) => job.ReportProgress(new JobProgress(
        of > 0 ? Math.Min(1, (double)bytes / of.Value) * FetchedAt : FetchedAt / 2,
        "fetch",
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB{(of > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {of / 1e6:0.0} MB") : "")}"),
        null));

    public void Probing() => job.ReportProgress(new JobProgress(FetchedAt, "probe", null, null));

    public void Splitting(double seconds, double? of) => job.ReportProgress(new JobProgress(
        ProbedAt + ((of > 0 ? Math.Min(1, seconds / of.Value) : 0.5) * (SplitAt - ProbedAt)), "split", null, null));

    /// <summary>Reports that recognition starts.</summary>
    /// <param name="soundSeconds">The length of the sound.</param>
    /// <param name="search">Returns the progress of the search for parts.</param>
    public void Transcribing(double soundSeconds, Func<SearchProgress> search)
    {
        lock (_lock)
        {
            (_sound, _search, _before, _partsDone, _startedAt) = (soundSeconds, search, 0, 0, time.GetTimestamp());
            _done.Clear();
            Report();
        }
    }

    /// <summary>Reports how far a part has been recognised.</summary>
    public void PartProgressed(int part, double seconds)
    {
        lock (_lock)
        {
            _done[part] = Math.Max(_done.GetValueOrDefault(part), seconds);
            Report();
        }
    }

    /// <summary>Reports that a part is done.</summary>
    /// <param name="part">The index of the part.</param>
    /// <param name="seconds">The length of the part.</param>
    /// <param name="before">Whether an earlier attempt recognised it.</param>
    /// <returns>The number of parts that are done, and of those found so far.</returns>
    public (int Done, int Parts) PartDone(int part, double seconds, bool before)
    {
        lock (_lock)
        {
            _done[part] = seconds;
            _before += before ? seconds : 0;
            _partsDone++;
            Report();
            return (_partsDone, _search().Parts);
        }
    }

    /// <summary>Reports the number of cues that can be read while the job runs.</summary>
    public void Readable(int cues)
    {
        lock (_lock)
        {
            _cues = cues;
            Report();
        }
    }

    public void LabellingSpeakers() => job.ReportProgress(new JobProgress(TranscribedAt, "speakers", null, null, _cues));

    public void Assembling() => job.ReportProgress(new JobProgress(TranscribedAt, "assemble", null, 0, _cues));

    public void Ended() => job.ReportProgress(new JobProgress(100, "assemble", null, 0, _cues));

    private void Report()
    {
        var search = _search();
        var done = _done.Values.Sum();

        // While the search runs, the rest of the sound is assumed to contain as much speech as the searched part.
        var total = search.HasEnded || search.Seconds <= 0 ? search.PartSeconds : Math.Max(search.PartSeconds, search.PartSeconds / search.Seconds * Math.Max(_sound, search.Seconds));
        var share = total > 0 ? Math.Min(1, done / total) : search.HasEnded ? 1 : 0;

        // An estimate from more of the sound may be lower; progress that was reported never decreases.
        _share = Math.Max(_share, share);
        var elapsed = time.GetElapsedTime(_startedAt).TotalSeconds;
        var recognised = done - _before;
        // Before a few seconds of sound have been recognised, an estimate would fluctuate too much.
        double? eta = recognised > 3 && elapsed > 1 ? Math.Round(Math.Max(0, total - done) * elapsed / recognised, 1) : null;
        job.ReportProgress(new JobProgress(
            SplitAt + ((TranscribedAt - SplitAt) * _share),
            "transcribe",
            search is { Parts: 0, HasEnded: false } ? null : string.Create(CultureInfo.InvariantCulture, $"{_partsDone} of {(search.HasEnded ? "" : "at least ")}{search.Parts} parts"),
            eta,
            _cues));
    }
}
