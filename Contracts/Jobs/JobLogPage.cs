namespace Platform.Contracts.Jobs;

/// <summary>Represents a page of a job's log.</summary>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null if there are no more lines now.</param>
public sealed record JobLogPage(IReadOnlyList<JobLogEntry> Lines, long? Next);

/// <summary>Represents a stored log line.</summary>
/// <param name="Sequence">The number of the line, which grows within a job.</param>
/// <param name="Attempt">The attempt that wrote it.</param>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">The text.</param>
public sealed record JobLogEntry(long Sequence, int Attempt, DateTimeOffset Time, string Level, string Message);
