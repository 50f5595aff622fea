using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Maintenance.Archives;

/// <summary>Reads the entries of an archive, one after the other.</summary>
internal sealed class ArchiveReader : IDisposable
{
    private readonly ChunkOpener _chunks;
    private readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _start = new byte[4];
    private ArchiveEntry? _current;

    private ArchiveReader(ChunkOpener chunks) => _chunks = chunks;

    /// <summary>Gets the SHA-256 of the hashes of the entries before the current one.</summary>
    public string Digest => Convert.ToHexStringLower(_all.GetCurrentHash());

    /// <summary>Reads the header of an archive.</summary>
    /// <param name="source">The archive; not disposed.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="InvalidDataException">This is no archive.</exception>
    public static async Task<ArchiveReader> OpenAsync(Stream source, string passphrase, CancellationToken cancellationToken) =>
        new(new ChunkOpener(source, await ArchiveHeader.ReadAsync(source, cancellationToken), passphrase));

    /// <summary>Goes to the next entry; null at the end. What was not read of the one before is skipped, and checked.</summary>
    /// <exception cref="InvalidDataException">The archive was changed or cut short, or the passphrase is another.</exception>
    public async ValueTask<ArchiveEntry?> NextAsync(CancellationToken cancellationToken)
    {
        if (_current is not null)
        {
            await _current.SkipAsync(cancellationToken);
            _all.AppendData(_current.Sha256.Span);
            await _current.DisposeAsync();
            _current = null;
        }

        await _chunks.FillAsync(_start.AsMemory(0, 1), cancellationToken);
        if (_start[0] == ArchiveWriter.EndMark)
        {
            return await _chunks.ReadAsync(_start.AsMemory(0, 1), cancellationToken) == 0 ? null : throw new InvalidDataException("The archive does not end where it says.");
        }

        await _chunks.FillAsync(_start, cancellationToken);
        var length = BinaryPrimitives.ReadInt32BigEndian(_start);
        if (length is < 1 or > ArchiveWriter.MaxName)
        {
            throw new InvalidDataException("The archive has an entry without a name.");
        }

        var name = new byte[length];
        await _chunks.FillAsync(name, cancellationToken);
        _current = new ArchiveEntry(Encoding.UTF8.GetString(name), _chunks);
        return _current;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _current?.Dispose();
        _chunks.Dispose();
        _all.Dispose();
    }
}
