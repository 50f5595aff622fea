using System.Security.Cryptography;
using System.Text;

namespace Platform.ApiGateway.SecondFactor;

/// <summary>Codes for who has lost the authenticator app. Each has 79 bits, which nobody guesses: a plain hash keeps them.</summary>
internal static class RecoveryCodes
{
    /// <summary>How many there are at a time.</summary>
    public const int Count = 10;

    private const int Characters = 16;
    private const int Group = 4;

    // Without what is mistaken for one another on paper.
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>One in groups, such as <c>abcd-efgh-jkmn-pqrs</c>.</summary>
    public static string New() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Characters).Chunk(Group).Select(group => new string(group)));

    /// <summary>What is kept of a code, whatever it is grouped by; null for a text that can be none.</summary>
    public static byte[]? HashOf(Guid user, string code)
    {
        var plain = code.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain.Length == Characters && plain.All(char.IsAsciiLetterOrDigit) ? SHA256.HashData(Encoding.ASCII.GetBytes($"{user:N}{plain}")) : null;
    }
}
