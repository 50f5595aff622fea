using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Secrets;

/// <summary>Signs the links of notifications, by which an incident is acknowledged without signing in. A link opens nothing else.</summary>
internal sealed class AcknowledgementLinks(SecretKeys keys, TimeProvider time)
{
    private const int NumberBytes = sizeof(long);
    private const int ContentBytes = 2 * NumberBytes;
    private const int SignatureBytes = 32;
    private const int MaxToken = 100;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(1);

    private readonly byte[] _key = keys.Derive("links");

    /// <summary>Creates the token of a link to an incident, which is valid for a day.</summary>
    public string Create(long number)
    {
        var token = new byte[ContentBytes + SignatureBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, number);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(NumberBytes), (time.GetUtcNow() + s_lifetime).ToUnixTimeSeconds());
        HMACSHA256.HashData(_key, token.AsSpan(0, ContentBytes), token.AsSpan(ContentBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Reads the number of the incident.</summary>
    /// <exception cref="InputException">403: the token is none of this service's, or has expired.</exception>
    public long Read(string token)
    {
        var bytes = token.Length <= MaxToken && Base64Url.IsValid(token) ? Base64Url.DecodeFromChars(token) : [];
        if (bytes.Length != ContentBytes + SignatureBytes
            || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, bytes.AsSpan(0, ContentBytes)), bytes.AsSpan(ContentBytes))
            || BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(NumberBytes)) < time.GetUtcNow().ToUnixTimeSeconds())
        {
            throw new InputException(null, "This link is not valid any more.", StatusCodes.Status403Forbidden, "forbidden");
        }

        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
