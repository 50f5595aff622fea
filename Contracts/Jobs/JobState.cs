using System.Text.Json.Serialization;

namespace Platform.Contracts.Jobs;

/// <summary>Lists the states of a job. Only <see cref="Succeeded"/>, <see cref="Failed"/> and <see cref="Cancelled"/> are final.</summary>
[JsonConverter(typeof(EnumNameConverter<JobState>))]
public enum JobState
{
    /// <summary>Waits for its start time: a delayed start, or the backoff before a retry.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled = 0,

    /// <summary>Is due, and waits for a worker.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued = 1,

    /// <summary>A worker has its lease.</summary>
    [JsonStringEnumMemberName("running")]
    Running = 2,

    /// <summary>Has succeeded; the result is stored.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded = 3,

    /// <summary>Has failed in its last attempt, or with an error that a retry cannot fix.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed = 4,

    /// <summary>Was stopped by its owner or an operator.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled = 5,
}
