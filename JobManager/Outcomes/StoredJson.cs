using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
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

    /// <summary>False for what cannot be read; null for what is not there.</summary>
    public static bool TryReadError(string? json, out JobError? error) =>
        TryRead(json, Default.JobError, static read => read is { Code: not null, Message: not null }, out error);

    /// <summary>False for what cannot be read; null for what is not there.</summary>
    public static bool TryReadProgress(string? json, out JobProgress? progress) => TryRead(
        json, Default.JobProgress, static read => read.Step is not null && double.IsFinite(read.Percent) && double.IsFinite(read.EtaSeconds ?? 0), out progress);

    private static bool TryRead<T>(string? json, JsonTypeInfo<T> type, Predicate<T> isWhole, out T? value)
        where T : class
    {
        value = null;
        try
        {
            if (json is not null && JsonSerializer.Deserialize(json, type) is { } read)
            {
                value = isWhole(read) ? read : null;
                return value is not null;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
