using System.Text.Json.Serialization;

namespace Platform.Contracts.Jobs;

/// <summary>Where a job stands. Only <see cref="Succeeded"/>, <see cref="Failed"/> and <see cref="Cancelled"/> are final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>Waits for its start time: a delayed start or the backoff before a retry.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled = 0,

    /// <summary>Due, on its way to a worker.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued = 1,

    /// <summary>A worker holds its lease.</summary>
    [JsonStringEnumMemberName("running")]
    Running = 2,

    /// <summary>Done, result stored.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded = 3,

    /// <summary>Gave up after its last attempt or on an error that no retry can mend.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed = 4,

    /// <summary>Stopped by its owner or an operator.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled = 5,
}
