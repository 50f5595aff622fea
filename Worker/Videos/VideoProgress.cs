using System.Globalization;
using Platform.Contracts.Jobs;
using Platform.Worker.Kinds;

namespace Platform.Worker.Videos;

/// <summary>Computes the progress and the remaining time of a job that puts captions into a recording.</summary>
/// <param name="job">The job.</param>
/// <param name="time">Measures how fast it goes.</param>
internal sealed class VideoProgress(JobContext job, TimeProvider time)
{
    private const double FetchedAt = 4;
    private const double ProbedAt = 5;
    private const double EncodedAt = 96;

    private double _percent;
    private long _startedAt;

    public void Fetching() => Report(0, "fetch", null, null);

    public void Probing() => Report(FetchedAt, "probe", null, null);

    /// <summary>Reports that the file is being written.</summary>
    public void Encoding()
    {
        _startedAt = time.GetTimestamp();
        Report(ProbedAt, "encode", null, null);
    }

    /// <summary>Reports how much of the recording has been written.</summary>
    /// <param name="seconds">The presentation time that was reached.</param>
    /// <param name="of">The length of the recording.</param>
    public void Encoded(double seconds, double of)
    {
        var share = of > 0 ? Math.Clamp(seconds / of, 0, 1) : 0;
        var elapsed = time.GetElapsedTime(_startedAt).TotalSeconds;
        double? eta = share > 0.02 && elapsed > 1 ? Math.Round(elapsed * (1 - share) / share, 1) : null;
        Report(
            ProbedAt + ((EncodedAt - ProbedAt) * share),
            "encode",
            string.Create(CultureInfo.InvariantCulture, $"{Clock(Math.Min(seconds, of))} of {Clock(of)}"),
            eta);
    }

    public void Storing() => Report(EncodedAt, "store", null, 0);

    public void Ended() => Report(100, "store", null, 0);

    // A second try begins anew; progress that was reported never decreases.
    private void Report(double percent, string step, string? detail, double? eta)
    {
        _percent = Math.Max(_percent, percent);
        job.ReportProgress(new JobProgress(_percent, step, detail, eta));
    }

    private static string Clock(double seconds) => TimeSpan.FromSeconds(Math.Max(0, Math.Floor(seconds))).ToString("c", CultureInfo.InvariantCulture);
}
