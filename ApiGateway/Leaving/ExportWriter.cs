using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.ApiGateway.Leaving;

/// <summary>Writes the files of an export into a ZIP as they come: memory holds an item, and nothing is kept on disk.</summary>
/// <remarks>What breaks off is not closed: a directory at its end would make a whole archive of half the data.</remarks>
internal sealed class ExportWriter(ZipArchive zip)
{
    public static async Task<ExportWriter> BeginAsync(Stream output, CancellationToken cancellationToken) =>
        new(await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken));

    /// <summary>A text.</summary>
    public async Task TextAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(name, cancellationToken);
        await entry.WriteAsync(text, cancellationToken);
        await entry.DisposeAsync();
    }

    /// <summary>One JSON value.</summary>
    public async Task ValueAsync<T>(string name, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(name, cancellationToken);
        await JsonSerializer.SerializeAsync(entry, value, type, cancellationToken);
        await entry.DisposeAsync();
    }

    /// <summary>A JSON array.</summary>
    public Task ListAsync<T>(string name, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ItemsAsync(name, items, type, "[\n"u8.ToArray(), ",\n"u8.ToArray(), "\n]\n"u8.ToArray(), cancellationToken);

    /// <summary>A JSON value on each line.</summary>
    public Task LinesAsync<T>(string name, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ItemsAsync(name, items, type, default, "\n"u8.ToArray(), "\n"u8.ToArray(), cancellationToken);

    /// <summary>Writes the archive's directory.</summary>
    public ValueTask EndAsync() => zip.DisposeAsync();

    private async Task ItemsAsync<T>(
        string name,
        IAsyncEnumerable<T> items,
        JsonTypeInfo<T> type,
        ReadOnlyMemory<byte> begin,
        ReadOnlyMemory<byte> between,
        ReadOnlyMemory<byte> end,
        CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(name, cancellationToken);
        await entry.WriteAsync(begin, cancellationToken);
        var isFirst = true;
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            await entry.WriteAsync(isFirst ? default : between, cancellationToken);
            await JsonSerializer.SerializeAsync(entry, item, type, cancellationToken);
            isFirst = false;
        }

        await entry.WriteAsync(isFirst && begin.IsEmpty ? default : end, cancellationToken);
        await entry.DisposeAsync();
    }

    private Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
}
