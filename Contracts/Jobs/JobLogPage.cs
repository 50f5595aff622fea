namespace Platform.Contracts.Jobs;

/// <summary>A page of a job's log.</summary>
/// <param name="Lines">Oldest first.</param>
/// <param name="Next">Value of <c>after</c> for what follows; null when there is no more now.</param>
public sealed record JobLogPage(IReadOnlyList<JobLogEntry> Lines, long? Next);

/// <summary>A stored log line.</summary>
/// <param name="Sequence">Grows within a job.</param>
/// <param name="Attempt">The attempt that wrote it.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Message">The text.</param>
public sealed record JobLogEntry(long Sequence, int Attempt, DateTimeOffset Time, string Level, string Message);
