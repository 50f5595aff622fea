using Platform.Contracts.Jobs;

namespace Platform.Worker.Kinds;

/// <summary>The attempt failed for a known reason.</summary>
/// <param name="error">What the job's owner is told.</param>
/// <param name="cause">What was behind it; for the worker's log only.</param>
internal sealed class JobFailedException(JobError error, Exception? cause = null) : Exception(error.Message, cause)
{
    public JobFailedException(string code, string message, bool retryable, Exception? cause = null)
        : this(new JobError(code, message, retryable), cause)
    {
    }

    public JobError Error { get; } = error;
}
