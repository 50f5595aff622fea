using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.ApiGateway.AccountRemoval;

/// <summary>Writes the files of an export into a ZIP archive as a stream, with one item in memory and nothing on disk.</summary>
/// <remarks>An export that fails is not closed: with a directory, an incomplete archive would look complete.</remarks>
internal sealed class ExportWriter
{
    // The archive ends its entries with synchronous writes of less than this, which a response does not permit.
    private const int BufferBytes = 256 * 1024;

    private readonly ZipArchive _zip;
    private readonly BufferedStream _output;

    private ExportWriter(ZipArchive zip, BufferedStream output) => (_zip, _output) = (zip, output);

    public static async Task<ExportWriter> BeginAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffered = new BufferedStream(output, BufferBytes);
        return new(await ZipArchive.CreateAsync(buffered, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken), buffered);
    }

    /// <summary>Writes a text file.</summary>
    public async Task TextAsync(string name, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(name, cancellationToken);
        await entry.WriteAsync(text, cancellationToken);
        await EndAsync(entry, cancellationToken);
    }

    /// <summary>Writes a file with one JSON value.</summary>
    public async Task ValueAsync<T>(string name, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var entry = await OpenAsync(name, cancellationToken);
        await JsonSerializer.SerializeAsync(entry, value, type, cancellationToken);
        await EndAsync(entry, cancellationToken);
    }

    /// <summary>Writes a file with a JSON array.</summary>
    public Task ListAsync<T>(string name, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ItemsAsync(name, items, type, "[\n"u8.ToArray(), ",\n"u8.ToArray(), "\n]\n"u8.ToArray(), cancellationToken);

    /// <summary>Writes a file with a JSON value on each line.</summary>
    public Task LinesAsync<T>(string name, IAsyncEnumerable<T> items, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ItemsAsync(name, items, type, default, "\n"u8.ToArray(), "\n"u8.ToArray(), cancellationToken);

    /// <summary>Writes the directory of the archive.</summary>
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
