using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Platform.Maintenance.Archives;

/// <summary>
/// Represents the start of an archive, which is not encrypted: the form of the file, and from what the key is derived besides the passphrase. It is
/// authenticated with every chunk.
/// </summary>
internal sealed class ArchiveHeader
{
    /// <summary>The length of a header.</summary>
    public const int Bytes = 8 + 4 + SaltBytes;

    /// <summary>The rounds of a key's derivation, which make guesses of the passphrase slow.</summary>
    public const int Rounds = 600_000;

    private const int SaltBytes = 32;
    private const int MaxRounds = 10_000_000;

    private readonly int _rounds;

    private ArchiveHeader(byte[] content, int rounds)
    {
        Content = content;
        _rounds = rounds;
    }

    private static ReadOnlySpan<byte> Form => "PLATBAK1"u8;

    /// <summary>Gets the bytes of the header.</summary>
    public byte[] Content { get; }

    /// <summary>Makes the header of a new archive, with a salt of its own.</summary>
    public static ArchiveHeader New(int rounds)
    {
        var content = new byte[Bytes];
        Form.CopyTo(content);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(8), rounds);
        RandomNumberGenerator.Fill(content.AsSpan(12));
        return new(content, rounds);
    }

    /// <summary>Reads the header of an archive.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static async Task<ArchiveHeader> ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        var content = new byte[Bytes];
        var read = await source.ReadAtLeastAsync(content, Bytes, throwOnEndOfStream: false, cancellationToken);
        var rounds = BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(8));
        if (read < Bytes || !content.AsSpan(0, 8).SequenceEqual(Form) || rounds is < 1 or > MaxRounds)
        {
            throw new InvalidDataException("This is no archive of the platform, or its start is damaged.");
        }

        return new(content, rounds);
    }

    /// <summary>Derives the key of the archive.</summary>
    public byte[] DeriveKey(string passphrase) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, Content.AsSpan(12), _rounds, HashAlgorithmName.SHA256, outputLength: 32);
}
