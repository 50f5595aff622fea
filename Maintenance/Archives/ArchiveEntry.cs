using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Platform.Maintenance.Archives;

/// <summary>Reads the content of one entry. At its end it is compared with the length and the SHA-256 that were written after it.</summary>
internal sealed class ArchiveEntry(string name, ChunkOpener chunks) : Stream
{
    private const int TrailerBytes = 8 + SHA256.HashSizeInBytes;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _trailer = new byte[TrailerBytes];
    private long _read;
    private int _left;

    /// <summary>Gets the name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets whether all has been read.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Gets the SHA-256, once all has been read.</summary>
    public ReadOnlyMemory<byte> Sha256 => _trailer.AsMemory(8);

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || IsAtEnd || (_left == 0 && !await NextPieceAsync(cancellationToken)))
        {
            return 0;
        }

        var count = await chunks.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
        if (count == 0)
        {
            throw new InvalidDataException("The archive ends within an entry.");
        }

        _hash.AppendData(buffer.Span[..count]);
        _left -= count;
        _read += count;
        return count;
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads what has not been read yet.</summary>
    public async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        if (!IsAtEnd)
        {
            await CopyToAsync(Null, cancellationToken);
        }
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<bool> NextPieceAsync(CancellationToken cancellationToken)
    {
        await chunks.FillAsync(_trailer.AsMemory(0, 4), cancellationToken);
        _left = BinaryPrimitives.ReadInt32BigEndian(_trailer);
        if (_left is < 0 or > ArchiveWriter.MaxPiece)
        {
            throw new InvalidDataException($"The entry {Name} has a piece of {_left} bytes.");
        }

        if (_left > 0)
        {
            return true;
        }

        await chunks.FillAsync(_trailer, cancellationToken);
        if (BinaryPrimitives.ReadInt64BigEndian(_trailer) != _read || !_hash.GetCurrentHash().AsSpan().SequenceEqual(Sha256.Span))
        {
            throw new InvalidDataException($"The entry {Name} is not what was written.");
        }

        IsAtEnd = true;
        return false;
    }
}
