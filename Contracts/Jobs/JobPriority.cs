using System.Text.Json.Serialization;

namespace Platform.Contracts.Jobs;

/// <summary>Lists the priorities of waiting jobs in a lane.</summary>
[JsonConverter(typeof(EnumNameConverter<JobPriority>))]
public enum JobPriority
{
    /// <summary>After all others.</summary>
    [JsonStringEnumMemberName("low")]
    Low = 0,

    /// <summary>The default.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal = 1,

    /// <summary>Before all others.</summary>
    [JsonStringEnumMemberName("high")]
    High = 2,
}
