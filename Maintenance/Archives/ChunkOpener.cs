using System.Security.Cryptography;

namespace Platform.Maintenance.Archives;

/// <summary>Decrypts the chunks of an archive, and hands out nothing of a chunk that is not authentic.</summary>
/// <param name="source">The archive after its header; not disposed.</param>
/// <param name="header">The header.</param>
/// <param name="passphrase">The passphrase.</param>
internal sealed class ChunkOpener(Stream source, ArchiveHeader header, string passphrase) : IDisposable
{
    private readonly AesGcm _cipher = new(header.DeriveKey(passphrase), SealedChunk.TagBytes);
    private readonly byte[] _plain = new byte[SealedChunk.PlainBytes];
    private readonly byte[] _sealed = new byte[SealedChunk.SealedBytes];
    private int _offset;
    private int _length;
    private long _number;
    private bool _isLast;

    /// <summary>Reads some of the content.</summary>
    /// <returns>The number of bytes; 0 at the end.</returns>
    /// <exception cref="InvalidDataException">The archive was changed or cut short, or the passphrase is another.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_offset == _length && !await NextAsync(cancellationToken))
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _length - _offset);
        _plain.AsMemory(_offset, count).CopyTo(buffer);
        _offset += count;
        return count;
    }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="InvalidDataException">The same, or the content ends before.</exception>
    public async ValueTask FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            var read = await ReadAsync(buffer, cancellationToken);
            buffer = read > 0 ? buffer[read..] : throw new InvalidDataException("The archive ends within an entry.");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _cipher.Dispose();

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (_isLast)
        {
            return false;
        }

        Open(await source.ReadAtLeastAsync(_sealed, _sealed.Length, throwOnEndOfStream: false, cancellationToken));
        return _length > 0;
    }

    private void Open(int read)
    {
        if (read < SealedChunk.TagBytes)
        {
            throw new InvalidDataException("The archive is cut short.");
        }

        Span<byte> nonce = stackalloc byte[SealedChunk.NonceBytes];
        _isLast = read < _sealed.Length;
        _offset = 0;
        _length = read - SealedChunk.TagBytes;
        SealedChunk.WriteNonce(nonce, _number, _isLast);
        try
        {
            _cipher.Decrypt(nonce, _sealed.AsSpan(0, _length), _sealed.AsSpan(_length, SealedChunk.TagBytes), _plain.AsSpan(0, _length), header.Content);
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            _length = 0;
            throw new InvalidDataException(
                _number == 0 ? "The passphrase is not that of this archive, or its start is damaged." : "The archive was changed, or cut short.", mismatch);
        }

        _number++;
    }
}
