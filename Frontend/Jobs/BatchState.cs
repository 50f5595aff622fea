using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>Represents how far a batch of jobs is.</summary>
/// <param name="Total">The number of jobs.</param>
/// <param name="Ended">The number of jobs that have ended.</param>
/// <param name="Failed">The number of jobs that have ended without their result.</param>
/// <param name="Percent">The progress of all jobs together, 0 to 100.</param>
public sealed record BatchState(int Total, int Ended, int Failed, double Percent)
{
    /// <summary>Gets whether all jobs have ended.</summary>
    public bool IsOver => Ended == Total;

    /// <summary>Computes how far some jobs are, each of which counts alike.</summary>
    public static BatchState Of(IReadOnlyCollection<JobResponse> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return new(
            jobs.Count,
            jobs.Count(static job => job.State.IsFinal()),
            jobs.Count(static job => job.State is JobState.Failed or JobState.Cancelled),
            jobs.Count == 0 ? 0 : jobs.Average(static job => job.State.IsFinal() ? 100 : job.Progress?.Percent ?? 0));
    }
}
