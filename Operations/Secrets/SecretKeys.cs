using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Platform.Operations.Secrets;

/// <summary>Derives a key for each purpose from the configured one.</summary>
internal sealed class SecretKeys(IOptions<NotificationKeyOptions> options)
{
    private const int Bytes = 32;

    private readonly byte[] _key = options.Value.Key is { } key ? Encoding.UTF8.GetBytes(key) : RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>Derives the key of a purpose.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes("Platform.Operations." + purpose));
}
