using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.Texts;

namespace Platform.Worker.Kinds;

/// <summary>The attempt failed for a known reason.</summary>
/// <param name="error">What the job's owner is told.</param>
/// <param name="cause">What was behind it; for the worker's log only.</param>
internal sealed class JobFailedException(JobError error, Exception? cause = null) : Exception(error.Message, cause)
{
    private const int MaxCode = 100;
    private const int MaxMessage = 2000;

    public JobFailedException(string code, string message, bool retryable, Exception? cause = null)
        : this(new JobError(code, message, retryable), cause)
    {
    }

    /// <summary>Fit to be stored: codes and messages may repeat what the caller, a host or a program said.</summary>
    public JobError Error { get; } = error with { Code = StorableText.Clean(error.Code, MaxCode), Message = StorableText.Clean(error.Message, MaxMessage) };
}
