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
public sealed record ActOnJobsResult(long Matched, long Changed, string? NextCursor = null);
