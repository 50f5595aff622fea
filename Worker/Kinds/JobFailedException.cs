using Platform.Contracts.Jobs;
using Platform.ServiceDefaults.Texts;

namespace Platform.Worker.Kinds;

/// <summary>Thrown when an attempt fails for a known reason.</summary>
/// <param name="error">The error that is shown to the job's owner.</param>
/// <param name="cause">The underlying exception, for the worker's log only.</param>
internal sealed class JobFailedException(JobError error, Exception? cause = null) : Exception(error.Message, cause)
{
    private const int MaxCode = 100;
    private const int MaxMessage = 2000;

    public JobFailedException(string code, string message, bool retryable, Exception? cause = null)
        : this(new JobError(code, message, retryable), cause)
    {
    }

    /// <summary>Gets the error, cleaned so that it can be stored: codes and messages may contain text of a caller, a host or a program.</summary>
    public JobError Error { get; } = error with { Code = StorableText.Clean(error.Code, MaxCode), Message = StorableText.Clean(error.Message, MaxMessage) };
}
