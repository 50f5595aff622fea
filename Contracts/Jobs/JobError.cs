namespace Platform.Contracts.Jobs;

/// <summary>Describes why an attempt failed.</summary>
/// <param name="Code">A stable code in snake_case, such as <c>media_not_found</c>.</param>
/// <param name="Message">One sentence for the job's owner, without internal details.</param>
/// <param name="Retryable">Whether another attempt may succeed.</param>
public sealed record JobError(string Code, string Message, bool Retryable);
