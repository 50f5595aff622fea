using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Takes secrets and addresses of people out of what is logged.</summary>
internal static class Redaction
{
    public const string Mask = "***";

    // Linear in the text's length, whatever somebody manages to get logged.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex Credentials = new(@"\b(?<scheme>Bearer|Basic)\s+[a-z0-9._~+/=-]{4,}", Options);

    private static readonly Regex UserInfo = new(@"(?<user>://[^\s:/@]*:)[^\s/]+@", Options);

    private static readonly Regex Assignment = new(
        """(?<name>(password|passwd|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|authorization)"?\s*[=:]\s*"?)[^\s;,"'&]+""",
        Options | RegexOptions.ExplicitCapture);

    private static readonly Regex Email = new(@"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", Options);

    private static readonly string[] SecretNames =
        ["password", "passwd", "pwd", "secret", "token", "apikey", "authorization", "cookie", "connectionstring", "accesskey", "credential", "email"];

    /// <summary>Whether a value of this name must not be shown.</summary>
    public static bool IsSecret(string name)
    {
        Span<char> letters = stackalloc char[Math.Min(name.Length, 64)];
        var length = 0;
        foreach (var c in name.AsSpan(0, letters.Length))
        {
            if (char.IsAsciiLetter(c))
            {
                letters[length++] = char.ToLowerInvariant(c);
            }
        }

        // A "CancellationToken" or "TokenCount" is no secret, but nothing is lost without it.
        ReadOnlySpan<char> plain = letters[..length];
        foreach (var secret in SecretNames)
        {
            if (plain.Contains(secret, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The message as <see cref="Clean(string)"/> leaves it, and without the values that bear the name of a secret.</summary>
    public static string Clean(string message, IReadOnlyList<KeyValuePair<string, object?>>? attributes)
    {
        for (var i = 0; i < attributes?.Count; i++)
        {
            if (IsSecret(attributes[i].Key) && attributes[i].Value?.ToString() is { Length: > 0 } secret)
            {
                message = message.Replace(secret, Mask, StringComparison.Ordinal);
            }
        }

        return Clean(message);
    }

    /// <summary>The text with passwords, tokens, keys, credentials in URLs and e-mail addresses masked.</summary>
    public static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAny('=', ':', '@') < 0 && !text.Contains("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        text = Credentials.Replace(text, "${scheme} " + Mask);
        text = UserInfo.Replace(text, "${user}" + Mask + "@");
        text = Assignment.Replace(text, "${name}" + Mask);
        return Email.Replace(text, Mask);
    }
}
