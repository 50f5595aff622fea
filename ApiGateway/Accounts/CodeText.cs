using System.Security.Cryptography;
using System.Text;

namespace Platform.ApiGateway.Accounts;

/// <summary>Generates and hashes codes for people to type: ten letters and digits, 50 bits, shown in two halves.</summary>
internal static class CodeText
{
    /// <summary>The maximum length of a text that is hashed as a code.</summary>
    public const int MaxLength = 100;

    private const int Length = 10;

    // Without I, L, O and U (Douglas Crockford's base 32): letters that are easily confused are read as the same one.
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Generates a code in the form that is shown.</summary>
    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        return $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";
    }

    /// <summary>Computes the SHA-256 hash of a code however it is typed. An invalid text is hashed too, so that it takes as long.</summary>
    public static byte[] Hash(string typed)
    {
        var plain = new StringBuilder(Length);
        foreach (var c in typed.AsSpan(0, Math.Min(typed.Length, MaxLength)))
        {
            if (c is not ('-' or ' '))
            {
                plain.Append(char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var letter => letter });
            }
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(plain.ToString()));
    }
}
