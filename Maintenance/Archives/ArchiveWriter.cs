using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Maintenance.Archives;

/// <summary>
/// Writes entries to an archive, one after the other, without knowing their lengths before. An entry is its name, its content in pieces, an empty
/// piece, its length and its SHA-256.
/// </summary>
internal sealed class ArchiveWriter : IDisposable
{
    /// <summary>Announces an entry.</summary>
    internal const byte EntryMark = 1;

    /// <summary>Announces that there are no more entries.</summary>
    internal const byte EndMark = 0;

    /// <summary>The longest name in bytes.</summary>
    internal const int MaxName = 1024;

    /// <summary>The largest piece in bytes.</summary>
    internal const int MaxPiece = 64 << 10;

    private readonly ChunkSealer _chunks;
    private readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _piece = new byte[4 + MaxPiece];

    private ArchiveWriter(ChunkSealer chunks) => _chunks = chunks;

    /// <summary>Gets the SHA-256 of the hashes of all entries so far.</summary>
    public string Digest => Convert.ToHexStringLower(_all.GetCurrentHash());

    /// <summary>Writes the header of an archive.</summary>
    /// <param name="target">Receives the archive; not disposed.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="rounds">The rounds of the key's derivation.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public static async Task<ArchiveWriter> BeginAsync(Stream target, string passphrase, int rounds, CancellationToken cancellationToken)
    {
        var header = ArchiveHeader.New(rounds);
        await target.WriteAsync(header.Content, cancellationToken);
        return new(new ChunkSealer(target, header, passphrase));
    }

    /// <summary>Adds an entry with the content of a stream, which is read to its end and not disposed.</summary>
    /// <returns>The length of the content.</returns>
    public async Task<long> AddAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var encoded = Encoding.UTF8.GetBytes(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(encoded.Length, MaxName, nameof(name));
        _piece[0] = EntryMark;
        BinaryPrimitives.WriteInt32BigEndian(_piece.AsSpan(1), encoded.Length);
        await _chunks.WriteAsync(_piece.AsMemory(0, 5), cancellationToken);
        await _chunks.WriteAsync(encoded, cancellationToken);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(_piece.AsMemory(4), MaxPiece, throwOnEndOfStream: false, cancellationToken);
            hash.AppendData(_piece, 4, read);
            length += read;
            BinaryPrimitives.WriteInt32BigEndian(_piece, read);
            await _chunks.WriteAsync(_piece.AsMemory(0, 4 + read), cancellationToken);
        }
        while (read > 0);

        BinaryPrimitives.WriteInt64BigEndian(_piece, length);
        await _chunks.WriteAsync(_piece.AsMemory(0, 8), cancellationToken);
        var sum = hash.GetHashAndReset();
        await _chunks.WriteAsync(sum, cancellationToken);
        _all.AppendData(sum);
        return length;
    }

    /// <summary>Ends the archive.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _chunks.WriteAsync(new[] { EndMark }, cancellationToken);
        await _chunks.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _chunks.Dispose();
        _all.Dispose();
    }
}
