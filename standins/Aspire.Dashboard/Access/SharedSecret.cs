using System.Security.Cryptography;
using System.Text;

namespace Aspire.Dashboard.Access;

/// <summary>A secret that callers have to know. Compared in constant time.</summary>
internal sealed class SharedSecret
{
    private readonly byte[] _hash;

    /// <summary>Takes a secret.</summary>
    /// <exception cref="ArgumentException">It has fewer than 16 characters.</exception>
    public SharedSecret(string text)
    {
        if (text.Length < 16)
        {
            throw new ArgumentException("A secret needs at least 16 characters.", nameof(text));
        }

        Text = text;
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    public string Text { get; }

    public static SharedSecret Create() => new(RandomNumberGenerator.GetHexString(32, lowercase: true));

    public bool Matches(string? candidate) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(candidate)));

    /// <summary>Another secret that is known to whoever knows this one, and does not tell this one.</summary>
    public SharedSecret Derive(string purpose) =>
        new(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Text), Encoding.UTF8.GetBytes(purpose))));
}
