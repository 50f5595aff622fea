using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Captioning;

/// <summary>Stores the intermediate results of one job in object storage.</summary>
internal sealed class WorkObjects(IObjectStore store, Guid jobId)
{
    /// <summary>Gets the key of the plan: what was found out about the recording, and what of it is recognised.</summary>
    /// <remarks>Not plan.json: an earlier version, which may run at the same time, expects other fields there.</remarks>
    public string Plan => ObjectKeys.Work(jobId) + "recording.json";

    /// <summary>Gets the key of the result.</summary>
    public string Result => ObjectKeys.Work(jobId) + "result.json";

    /// <summary>Gets the key of the words of one part.</summary>
    public string Part(int index) => string.Create(CultureInfo.InvariantCulture, $"{ObjectKeys.Work(jobId)}parts/{index:D5}.json");

    /// <summary>Gets the key of the description of a block that is offered to other workers, by the index of its first part.</summary>
    public string Block(int index) => string.Create(CultureInfo.InvariantCulture, $"{Blocks}{index:D5}.json");

    /// <summary>Gets the key of the samples of a block: 16 bits, one channel.</summary>
    public string BlockSound(int index) => string.Create(CultureInfo.InvariantCulture, $"{Blocks}{index:D5}.pcm");

    private string Parts => ObjectKeys.Work(jobId) + "parts/";

    private string Blocks => ObjectKeys.Work(jobId) + "blocks/";

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

    /// <summary>Replaces the captions that can be read while the job runs.</summary>
    /// <param name="json">The captions as JSON.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task WriteLiveAsync(Stream json, CancellationToken cancellationToken) =>
        await store.PutAsync(ObjectKeys.LiveCaptions(jobId), json, limits: null, cancellationToken);

    /// <summary>Returns whether an object is there.</summary>
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => await store.StatAsync(key, cancellationToken) is not null;

    /// <summary>Stores bytes.</summary>
    public async Task WriteAsync(string key, Stream content, CancellationToken cancellationToken) => await store.PutAsync(key, content, limits: null, cancellationToken);

    /// <summary>Copies an object to a file.</summary>
    /// <returns>False if there is no such object.</returns>
    public async Task<bool> CopyToAsync(string key, string path, CancellationToken cancellationToken)
    {
        await using var content = await store.OpenReadAsync(key, range: null, cancellationToken);
        if (content is null)
        {
            return false;
        }

        await using var file = PrivateFiles.Open(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        await content.Content.CopyToAsync(file, cancellationToken);
        return true;
    }

    /// <summary>Deletes an object, if it is there.</summary>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    /// <summary>Deletes the recognised parts and the offered blocks, as of a mix of the channels that is not recognised any more.</summary>
    public async Task DeletePartsAsync(CancellationToken cancellationToken)
    {
        // Blocks first: who stores words of a block looks afterwards whether it is still there.
        await store.DeletePrefixAsync(Blocks, cancellationToken);
        await store.DeletePrefixAsync(Parts, cancellationToken);
    }

    /// <summary>Deletes the objects that are not needed once the result is stored: the parts, and the live captions.</summary>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        await DeletePartsAsync(cancellationToken);
        await store.DeleteAsync(ObjectKeys.LiveCaptions(jobId), cancellationToken);
    }

    /// <summary>Deletes everything, with the recording that was fetched.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await store.DeleteAsync(ObjectKeys.Media(jobId), cancellationToken);
        await store.DeletePrefixAsync(ObjectKeys.Work(jobId), cancellationToken);
    }
}
