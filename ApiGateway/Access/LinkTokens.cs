using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Platform.ApiGateway.Access;

/// <summary>Creates and recognises the tokens of links to captions, which are sent like API keys.</summary>
internal static class LinkTokens
{
    private const string Prefix = "cl_";
    private const int RandomBytes = 32;

    /// <summary>Creates a token.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Checks whether a credential is a token of a link, whether or not the link exists.</summary>
    public static bool IsToken(string credential) => credential.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Gets the hash by which a token is stored.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
