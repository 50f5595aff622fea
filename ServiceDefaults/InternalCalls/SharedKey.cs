using System.Security.Cryptography;
using System.Text;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>A key that two services share, compared so that the time says nothing of it.</summary>
/// <param name="key">The key.</param>
internal sealed class SharedKey(string key)
{
    private readonly byte[] _hash = Hash(key);

    /// <summary>Whether one header, and one only, bears the key.</summary>
    public bool IsIn(Microsoft.Extensions.Primitives.StringValues header) =>
        header is [{ } given] && CryptographicOperations.FixedTimeEquals(Hash(given), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
