using System.Security.Cryptography;
using System.Text;

namespace Platform.ApiGateway.Accounts;

/// <summary>Codes that people type: ten letters and digits, 50 bits, shown in two halves.</summary>
internal static class CodeText
{
    /// <summary>The longest text that is looked at for a code.</summary>
    public const int MaxLength = 100;

    private const int Length = 10;

    // Without I, L, O and U (Douglas Crockford's base 32): what is taken for another one is read as that.
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A new one, as it is shown.</summary>
    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        return $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";
    }

    /// <summary>SHA-256 of a code however it is typed; of a text that is none, too, so that it takes as long.</summary>
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
