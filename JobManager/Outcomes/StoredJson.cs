using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Jobs;

namespace Platform.JobManager.Outcomes;

/// <summary>Errors and progress as they are stored: in the names of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobError))]
[JsonSerializable(typeof(JobProgress))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static string? ToJson(JobError? error) => error is null ? null : JsonSerializer.Serialize(error, Default.JobError);

    public static string? ToJson(JobProgress? progress) => progress is null ? null : JsonSerializer.Serialize(progress, Default.JobProgress);

    public static JobError? ReadError(string? json) => json is null ? null : JsonSerializer.Deserialize(json, Default.JobError);

    public static JobProgress? ReadProgress(string? json) => json is null ? null : JsonSerializer.Deserialize(json, Default.JobProgress);
}
