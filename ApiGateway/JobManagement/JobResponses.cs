using System.Text.Json;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.JobManagement;

/// <summary>Converts jobs to responses of the public API.</summary>
internal static class JobResponses
{
    public static JobResponse ToResponse(this JobRecord job) => new(
        job.Id,
        job.Kind,
        job.State,
        job.Priority,
        job.Title,
        job.Tags,
        job.Unreadable == true && job.Input.ValueKind == JsonValueKind.Null ? null : WithoutObjectKeys(job.Input),
        job.Attempt,
        job.Failures,
        job.MaxAttempts,
        job.Progress,
        job.Result is { } result ? WithoutObjectKeys(result) : null,
        job.Error,
        job.CancelRequested,
        job.Version,
        job.OwnerId,
        job.CreatedAt,
        job.ScheduledFor,
        job.StartedAt,
        job.FinishedAt,
        job.WebhookUrl,
        job.TraceParent is { Length: 55 } trace ? trace.Substring(3, 32) : null,
        job.Unreadable);

    /// <summary>Gets the ETag of a job.</summary>
    public static string ETag(this JobRecord job) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{job.Version}\"");

    private static JsonElement WithoutObjectKeys(JsonElement stored)
    {
        if (stored.ValueKind != JsonValueKind.Object
            || !stored.EnumerateObject().Any(p => IsObjectKey(p)))
        {
            return stored;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in stored.EnumerateObject().Where(p => !IsObjectKey(p)))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return JsonElement.ParseValue(ref reader);
    }

    private static bool IsObjectKey(JsonProperty property) => property.NameEquals("captions_object"u8) || property.NameEquals("media_object"u8);
}
