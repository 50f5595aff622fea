using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Platform.Contracts.Jobs;

namespace Platform.JobManager.Outcomes;

/// <summary>Reads and writes errors and progress as stored JSON, with the property names of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobError))]
[JsonSerializable(typeof(JobProgress))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    /// <summary>Writes an error; null stays null.</summary>
    public static string? ToJson(JobError? error) => error is null ? null : JsonSerializer.Serialize(error, Default.JobError);

    /// <summary>Writes progress; null stays null.</summary>
    public static string? ToJson(JobProgress? progress) => progress is null ? null : JsonSerializer.Serialize(progress, Default.JobProgress);

    /// <summary>Reads an error. Returns false if the JSON is invalid or incomplete; <paramref name="error"/> is null if there is none.</summary>
    public static bool TryReadError(string? json, out JobError? error) =>
        TryRead(json, Default.JobError, static read => read is { Code: not null, Message: not null }, out error);

    /// <summary>Reads progress. Returns false if the JSON is invalid or incomplete; <paramref name="progress"/> is null if there is none.</summary>
    public static bool TryReadProgress(string? json, out JobProgress? progress) => TryRead(
        json, Default.JobProgress, static read => read.Step is not null && double.IsFinite(read.Percent) && double.IsFinite(read.EtaSeconds ?? 0), out progress);

    private static bool TryRead<T>(string? json, JsonTypeInfo<T> type, Predicate<T> isComplete, out T? value)
        where T : class
    {
        value = null;
        try
        {
            if (json is not null && JsonSerializer.Deserialize(json, type) is { } read)
            {
                value = isComplete(read) ? read : null;
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
