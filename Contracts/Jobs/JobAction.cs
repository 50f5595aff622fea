using System.Text.Json.Serialization;

namespace Platform.Contracts.Jobs;

/// <summary>Lists the actions on a job or a set of jobs.</summary>
[JsonConverter(typeof(EnumNameConverter<JobAction>))]
public enum JobAction
{
    /// <summary>Stops the job in any state.</summary>
    [JsonStringEnumMemberName("cancel")]
    Cancel = 0,

    /// <summary>Runs a failed or cancelled job again, with as many attempts as at first.</summary>
    [JsonStringEnumMemberName("retry")]
    Retry = 1,

    /// <summary>Deletes a job that has ended.</summary>
    [JsonStringEnumMemberName("delete")]
    Delete = 2,
}

/// <summary>Holds the result of a bulk action.</summary>
/// <param name="Matched">The number of jobs that matched the filter.</param>
/// <param name="Changed">The number of jobs that changed; the action did not apply to the state of the others.</param>
/// <param name="NextCursor">The <c>cursor</c> for the next call with the same filter; null when all are done.</param>
/// <param name="Refused">The number of matching jobs that the backlog had no space to retry; the next call starts with them. Null for none.</param>
/// <param name="Refusal">The reason; null if there was space for all.</param>
public sealed record ActOnJobsResult(long Matched, long Changed, string? NextCursor = null, long? Refused = null, BulkRefusal? Refusal = null);

/// <summary>Explains why a bulk action did not change some jobs that it applies to.</summary>
/// <param name="Code">The code, <c>backlog_full</c>.</param>
/// <param name="Detail">The explanation.</param>
/// <param name="RetryAfterSeconds">The seconds after which to retry.</param>
public sealed record BulkRefusal(string Code, string Detail, int RetryAfterSeconds);
