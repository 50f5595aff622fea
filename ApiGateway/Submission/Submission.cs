using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Submission;

/// <summary>Holds the jobs of one request for JobManager.</summary>
internal sealed class Submission(IReadOnlyList<SubmittedJob> jobs) : GroupedCall<SubmissionAnswer>
{
    public IReadOnlyList<SubmittedJob> Jobs { get; } = jobs;

    /// <summary>Gets the size of the jobs' inputs in bytes.</summary>
    public long Bytes { get; } = jobs.Sum(static job => (long)job.InputJson.Length);
}

/// <summary>Holds the result of a submission.</summary>
/// <param name="Results">The results of the whole group.</param>
/// <param name="First">The index of the submission's first result.</param>
/// <param name="RetryAfterSeconds">When to retry jobs that were refused because of the backlog.</param>
/// <param name="Problem">The problem if the outcome is unknown; there are no results then.</param>
/// <param name="MayStand">Whether the jobs may have been accepted in spite of the problem.</param>
internal readonly record struct SubmissionAnswer(IReadOnlyList<SubmitResult> Results, int First, double RetryAfterSeconds, ApiProblem? Problem, bool MayStand = false)
{
    public SubmitResult this[int index] => Results[First + index];
}
