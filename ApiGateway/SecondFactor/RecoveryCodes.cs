using System.Security.Cryptography;
using System.Text;

namespace Platform.ApiGateway.SecondFactor;

/// <summary>
/// Generates recovery codes for users who have lost their authenticator app. With 79 bits they cannot be guessed, so a plain hash protects them.
/// </summary>
internal static class RecoveryCodes
{
    /// <summary>The number of codes.</summary>
    public const int Count = 10;

    private const int Characters = 16;
    private const int Group = 4;

    // Without characters that are easily confused on paper.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Generates a code in groups, such as <c>abcd-efgh-jkmn-pqrs</c>.</summary>
    public static string New() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Characters).Chunk(Group).Select(group => new string(group)));

    /// <summary>Hashes a code, however it is grouped; null for a text that cannot be one.</summary>
    public static byte[]? HashOf(Guid user, string code)
    {
        var plain = code.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain.Length == Characters && plain.All(char.IsAsciiLetterOrDigit) ? SHA256.HashData(Encoding.ASCII.GetBytes($"{user:N}{plain}")) : null;
    }
}
