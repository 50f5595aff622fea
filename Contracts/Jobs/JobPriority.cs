using System.Text.Json.Serialization;

namespace Platform.Contracts.Jobs;

/// <summary>Which of the waiting jobs of a lane go first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobPriority>))]
public enum JobPriority
{
    /// <summary>After everything else.</summary>
    [JsonStringEnumMemberName("low")]
    Low = 0,

    /// <summary>The default.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal = 1,

    /// <summary>Before everything else.</summary>
    [JsonStringEnumMemberName("high")]
    High = 2,
}
