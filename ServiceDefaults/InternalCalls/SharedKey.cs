using System.Security.Cryptography;
using System.Text;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>Compares a key that two services share in constant time.</summary>
/// <param name="key">The key.</param>
internal sealed class SharedKey(string key)
{
    private readonly byte[] _hash = Hash(key);

    /// <summary>Checks whether there is exactly one header value and it is the key.</summary>
    public bool IsIn(Microsoft.Extensions.Primitives.StringValues header) =>
        header is [{ } given] && CryptographicOperations.FixedTimeEquals(Hash(given), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
