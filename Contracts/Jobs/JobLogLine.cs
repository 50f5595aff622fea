namespace Platform.Contracts.Jobs;

/// <summary>A line that a job's owner can read on the job's page.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">The text; no internals.</param>
public sealed record JobLogLine(DateTimeOffset Time, string Level, string Message);
