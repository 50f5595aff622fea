using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

internal static class PasswordGenerator
{
    // Without characters that look alike.
    private const string Lower = "abcdefghjkmnpqrstuvwxyz";
    private const string Upper = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Special = "-_.{}~()*+!";

    public static string Generate(GenerateParameterDefault rules)
    {
        var alphabet = (rules.Lower ? Lower : "") + (rules.Upper ? Upper : "") + (rules.Numeric ? Digits : "") + (rules.Special ? Special : "");
        if (alphabet.Length == 0)
        {
            throw new ArgumentException("At least one character type must be enabled.", nameof(rules));
        }

        var characters = new List<char>();
        Take(rules.Lower, Lower, rules.MinLower);
        Take(rules.Upper, Upper, rules.MinUpper);
        Take(rules.Numeric, Digits, rules.MinNumeric);
        Take(rules.Special, Special, rules.MinSpecial);
        while (characters.Count < rules.MinLength)
        {
            characters.Add(RandomNumberGenerator.GetString(alphabet, 1)[0]);
        }

        var result = characters.ToArray();
        RandomNumberGenerator.Shuffle(result.AsSpan());
        return new string(result);

        void Take(bool allowed, string from, int count)
        {
            if (allowed && count > 0)
            {
                characters.AddRange(RandomNumberGenerator.GetString(from, count));
            }
        }
    }
}
