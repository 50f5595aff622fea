using System.Security.Cryptography;

namespace Platform.Maintenance.Archives;

/// <summary>Encrypts what is written to it, chunk by chunk.</summary>
/// <param name="target">Receives the chunks; not disposed.</param>
/// <param name="header">The header of the archive.</param>
/// <param name="passphrase">The passphrase.</param>
internal sealed class ChunkSealer(Stream target, ArchiveHeader header, string passphrase) : IDisposable
{
    private readonly AesGcm _cipher = new(header.DeriveKey(passphrase), SealedChunk.TagBytes);
    private readonly byte[] _plain = new byte[SealedChunk.PlainBytes];
    private readonly byte[] _sealed = new byte[SealedChunk.SealedBytes];
    private int _length;
    private long _number;

    /// <summary>Writes content.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        while (content.Length > 0)
        {
            var count = Math.Min(content.Length, _plain.Length - _length);
            content[..count].CopyTo(_plain.AsMemory(_length));
            _length += count;
            content = content[count..];
            if (_length == _plain.Length)
            {
                await SealAsync(isLast: false, cancellationToken);
            }
        }
    }

    /// <summary>Writes the last chunk. Without it, the archive is recognised as cut short.</summary>
    public ValueTask CompleteAsync(CancellationToken cancellationToken) => SealAsync(isLast: true, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _cipher.Dispose();

    private async ValueTask SealAsync(bool isLast, CancellationToken cancellationToken)
    {
        Encrypt(isLast);
        await target.WriteAsync(_sealed.AsMemory(0, _length + SealedChunk.TagBytes), cancellationToken);
        _number++;
        _length = 0;
    }

    private void Encrypt(bool isLast)
    {
        Span<byte> nonce = stackalloc byte[SealedChunk.NonceBytes];
        SealedChunk.WriteNonce(nonce, _number, isLast);
        _cipher.Encrypt(nonce, _plain.AsSpan(0, _length), _sealed.AsSpan(0, _length), _sealed.AsSpan(_length, SealedChunk.TagBytes), header.Content);
    }
}
