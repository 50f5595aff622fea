using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.ApiGateway.Leaving;

/// <summary>Writes the files of an export into a ZIP as they come: memory holds an item, and nothing is kept on disk.</summary>
/// <remarks>What breaks off is not closed: a directory at its end would make a whole archive of half the data.</remarks>
internal sealed class ExportWriter
{
    // The archive ends its entries with synchronous writes, of less than this, which a response does not take.
    private const int BufferBytes = 256 * 1024;

    private readonly ZipArchive _zip;
    private readonly BufferedStream _output;

    private ExportWriter(ZipArchive zip, BufferedStream output) => (_zip, _output) = (zip, output);

    public static async Task<ExportWriter> BeginAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffered = new BufferedStream(output, BufferBytes);
        return new(await ZipArchive.CreateAsync(buffered, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken), buffered);
    }

    /// <summary>A text.</summary>
    public async Task TextAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(name, cancellationToken);
        await entry.WriteAsync(text, cancellationToken);
        await EndAsync(entry, cancellationToken);
    }

    /// <summary>One JSON value.</summary>
    public async Task ValueAsync<T>(string name, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(name, cancellationToken);
        await JsonSerializer.SerializeAsync(entry, value, type, cancellationToken);
        await EndAsync(entry, cancellationToken);
    }

    /// <summary>A JSON array.</summary>
    public Task ListAsync<T>(string name, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ItemsAsync(name, items, type, "[\n"u8.ToArray(), ",\n"u8.ToArray(), "\n]\n"u8.ToArray(), cancellationToken);

    /// <summary>A JSON value on each line.</summary>
    public Task LinesAsync<T>(string name, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ItemsAsync(name, items, type, default, "\n"u8.ToArray(), "\n"u8.ToArray(), cancellationToken);

    /// <summary>Writes the archive's directory.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _zip.DisposeAsync();
        await _output.FlushAsync(cancellationToken);
    }

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
        await EndAsync(entry, cancellationToken);
    }

    private async Task EndAsync(Stream entry, CancellationToken cancellationToken)
    {
        await _output.FlushAsync(cancellationToken);
        await entry.DisposeAsync();
        await _output.FlushAsync(cancellationToken);
    }

    private Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) => _zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
}
