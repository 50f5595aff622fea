using System.Security.Cryptography;
using System.Text;

namespace Platform.Operations.Secrets;

/// <summary>Encrypts the secrets of channels for the database, each for its channel: moved to another one it cannot be read.</summary>
internal sealed class SecretBox(SecretKeys keys)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key = keys.Derive("channels");

    /// <summary>Encrypts a secret.</summary>
    public byte[] Seal(string secret, Guid channel)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedSecret = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedSecret.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(_key, TagBytes);
        cipher.Encrypt(
            sealedSecret.AsSpan(0, NonceBytes), plain, sealedSecret.AsSpan(NonceBytes + TagBytes), sealedSecret.AsSpan(NonceBytes, TagBytes), channel.ToByteArray(bigEndian: true));
        return sealedSecret;
    }

    /// <summary>Decrypts a secret; null if it was encrypted with another key, or for another channel.</summary>
    public string? Open(byte[] sealedSecret, Guid channel)
    {
        if (sealedSecret.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[sealedSecret.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(_key, TagBytes);
        try
        {
            cipher.Decrypt(
                sealedSecret.AsSpan(0, NonceBytes), sealedSecret.AsSpan(NonceBytes + TagBytes), sealedSecret.AsSpan(NonceBytes, TagBytes), plain, channel.ToByteArray(bigEndian: true));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
