using System.Text.Json.Serialization;

namespace Platform.Contracts.Jobs;

/// <summary>What to do with a job or a set of jobs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobAction>))]
public enum JobAction
{
    /// <summary>Stop it, in whichever state it is.</summary>
    [JsonStringEnumMemberName("cancel")]
    Cancel = 0,

    /// <summary>Run it again: from failed or cancelled, with a fresh count of attempts.</summary>
    [JsonStringEnumMemberName("retry")]
    Retry = 1,

    /// <summary>Delete it: only when final.</summary>
    [JsonStringEnumMemberName("delete")]
    Delete = 2,
}

/// <summary>What a bulk action did.</summary>
/// <param name="Matched">Jobs that matched the filter.</param>
/// <param name="Changed">Jobs that changed; the others were in a state that the action does not apply to.</param>
/// <param name="NextCursor">For <c>cursor</c> of the call that goes on, with the same filter; null when all are done.</param>
/// <param name="Refused">Jobs among those matched that there was no room to retry; the call that goes on begins with them. Null for none.</param>
/// <param name="Refusal">Why; null when there was room for all.</param>
public sealed record ActOnJobsResult(long Matched, long Changed, string? NextCursor = null, long? Refused = null, BulkRefusal? Refusal = null);

/// <summary>Why a bulk action did not change some of the jobs that it applies to.</summary>
/// <param name="Code"><c>backlog_full</c>.</param>
/// <param name="Detail">In words.</param>
/// <param name="RetryAfterSeconds">After how long to come again.</param>
public sealed record BulkRefusal(string Code, string Detail, int RetryAfterSeconds);
