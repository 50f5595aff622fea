namespace Platform.Contracts.Jobs;

/// <summary>Represents a log line for a job's owner.</summary>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">The text, without internal details.</param>
public sealed record JobLogLine(DateTimeOffset Time, string Level, string Message);
