using Platform.Contracts.Jobs;

namespace Platform.ApiGateway.JobManagement;

/// <summary>Filters jobs; all specified parts must match.</summary>
/// <param name="OwnerId">The owner of the jobs; null (operators) for all users' jobs.</param>
/// <param name="States">Any of these.</param>
/// <param name="Kinds">Any of these.</param>
/// <param name="Tags">All of these tags.</param>
/// <param name="Priorities">Any of these.</param>
/// <param name="Text">Part of the title, the source or the id, case-insensitive.</param>
/// <param name="CreatedAfter">The earliest acceptance, UTC.</param>
/// <param name="CreatedBefore">The latest acceptance, exclusive, UTC.</param>
/// <param name="Ids">Any of these; at most 1,000.</param>
internal sealed record JobCriteria(
    Guid? OwnerId = null,
    IReadOnlyList<JobState>? States = null,
    IReadOnlyList<string>? Kinds = null,
    IReadOnlyList<string>? Tags = null,
    IReadOnlyList<JobPriority>? Priorities = null,
    string? Text = null,
    DateTimeOffset? CreatedAfter = null,
    DateTimeOffset? CreatedBefore = null,
    IReadOnlyList<Guid>? Ids = null);

/// <summary>Requests a page of jobs, newest first.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Limit">1 to 200.</param>
/// <param name="Before">The id of the last job of the previous page; null for the first page.</param>
/// <param name="WithVocabulary">Whether to include the names and terms of captions jobs, which may be most of a page.</param>
internal sealed record JobSearch(JobCriteria Filter, int Limit, Guid? Before = null, bool WithVocabulary = false);

/// <summary>Represents a page of jobs.</summary>
/// <param name="Jobs">The jobs, newest first.</param>
/// <param name="Next">The value of <see cref="JobSearch.Before"/> for the next page; null on the last.</param>
internal sealed record JobSearchResult(IReadOnlyList<JobRecord> Jobs, Guid? Next);

/// <summary>Holds the result of an action on all matching jobs.</summary>
/// <param name="Matched">The number of jobs that matched the filter.</param>
/// <param name="Changed">The number of jobs that changed.</param>
/// <param name="Next">Where the next call with the same filter goes on; null when all are done.</param>
/// <param name="Refused">The number of matching jobs that the backlog had no space to retry. The next call starts with them.</param>
/// <param name="Refusal">The reason; null if there was space for all.</param>
internal sealed record ActedOnJobs(long Matched, long Changed, Guid? Next = null, long Refused = 0, BulkRefusal? Refusal = null);
