using System.Buffers.Binary;

namespace Platform.Maintenance.Archives;

/// <summary>
/// Defines the chunks in which the content of an archive is encrypted. Every chunk but the last one is full, and the last one never is, so that the end
/// is known by its length. The number of a chunk and whether it is the last are part of its nonce: chunks that are missing, doubled or in another order
/// are not authentic. No nonce occurs twice under a key, which belongs to one archive.
/// </summary>
internal static class SealedChunk
{
    /// <summary>The bytes of a full chunk before it is encrypted.</summary>
    public const int PlainBytes = 64 << 10;

    /// <summary>The bytes by which a chunk is authenticated.</summary>
    public const int TagBytes = 16;

    /// <summary>The bytes of a full chunk in the file.</summary>
    public const int SealedBytes = PlainBytes + TagBytes;

    /// <summary>The bytes of a nonce.</summary>
    public const int NonceBytes = 12;

    /// <summary>Writes the nonce of a chunk.</summary>
    public static void WriteNonce(Span<byte> nonce, long number, bool isLast)
    {
        nonce.Clear();
        nonce[0] = isLast ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], number);
    }
}
