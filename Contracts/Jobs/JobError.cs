namespace Platform.Contracts.Jobs;

/// <summary>Why an attempt failed.</summary>
/// <param name="Code">Stable machine-readable cause in snake_case, such as <c>media_not_found</c>.</param>
/// <param name="Message">One sentence for the job's owner; no internals.</param>
/// <param name="Retryable">Whether another attempt can succeed.</param>
public sealed record JobError(string Code, string Message, bool Retryable);
