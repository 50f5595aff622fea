using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.JobManager.Webhooks;

/// <summary>
/// Signs webhooks according to the Standard Webhooks specification: HMAC-SHA256 over <c>id.timestamp.payload</c> in base64, in the header
/// <c>webhook-signature</c> as <c>v1,…</c>. The rest of a secret that begins with <c>whsec_</c> is base64; any other secret is used as UTF-8.
/// </summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The value of the header.</summary>
    public static string Of(string secret, string id, DateTimeOffset at, string payload)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{payload}");
        var mac = HMACSHA256.HashData(KeyOf(secret), Encoding.UTF8.GetBytes(signed));
        return "v1," + Convert.ToBase64String(mac);
    }

    private static byte[] KeyOf(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && Base64.IsValid(secret.AsSpan(Prefix.Length))
            ? Convert.FromBase64String(secret[Prefix.Length..])
            : Encoding.UTF8.GetBytes(secret);
}
