using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.ObjectStorage;

namespace Platform.Worker.Captioning;

/// <summary>Stores the intermediate results of one job in object storage.</summary>
internal sealed class WorkObjects(IObjectStore store, Guid jobId)
{
    /// <remarks>Not plan.json: an earlier version, which may run at the same time, expects other fields there.</remarks>
    public string Plan => ObjectKeys.Work(jobId) + "recording.json";

    public string Result => ObjectKeys.Work(jobId) + "result.json";

    public string Part(int index) => string.Create(CultureInfo.InvariantCulture, $"{ObjectKeys.Work(jobId)}parts/{index:D5}.json");

    public string Parts => ObjectKeys.Work(jobId) + "parts/";

    public async Task<T?> ReadAsync<T>(string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        await using var content = await store.OpenReadAsync(key, range: null, cancellationToken);
        if (content is null)
        {
            return null;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(content.Content, type, cancellationToken);
        }
        catch (JsonException)
        {
            // Written by another version: the step is repeated.
            return null;
        }
    }

    public async Task WriteAsync<T>(string key, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(value, type), writable: false);
        await store.PutAsync(key, bytes, limits: null, cancellationToken);
    }
}
