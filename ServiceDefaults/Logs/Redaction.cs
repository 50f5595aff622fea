using System.Buffers;
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

    // What every text holds in which the first and the third of these expressions find something; the others need an @.
    private static readonly SearchValues<string> s_schemes = SearchValues.Create(["bearer", "basic"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_names = SearchValues.Create(
        ["password", "passwd", "pwd", "secret", "token", "key", "authorization"], StringComparison.OrdinalIgnoreCase);

    // Parts of the names of values that must not be shown, letters only.
    private static readonly SearchValues<string> s_secretNames = SearchValues.Create(
        ["password", "passwd", "pwd", "secret", "token", "apikey", "authorization", "cookie", "connectionstring", "accesskey", "credential", "email"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a value of this name must not be shown.</summary>
    public static bool IsSecret(string name)
    {
        Span<char> letters = stackalloc char[Math.Min(name.Length, 64)];
        var length = 0;
        foreach (var c in name.AsSpan(0, letters.Length))
        {
            if (char.IsAsciiLetter(c))
            {
                letters[length++] = c;
            }
        }

        // A "CancellationToken" or "TokenCount" is no secret, but nothing is lost without it.
        return ((ReadOnlySpan<char>)letters[..length]).ContainsAny(s_secretNames);
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
        // Most of what is logged has none of them, and to see that costs a fraction of looking for them.
        if (text.AsSpan().ContainsAny(s_schemes))
        {
            text = Credentials.Replace(text, "${scheme} " + Mask);
        }

        var hasAt = text.Contains('@', StringComparison.Ordinal);
        if (hasAt && text.Contains("://", StringComparison.Ordinal))
        {
            text = UserInfo.Replace(text, "${user}" + Mask + "@");
        }

        if (text.AsSpan().ContainsAny(s_names))
        {
            text = Assignment.Replace(text, "${name}" + Mask);
        }

        return hasAt ? Email.Replace(text, Mask) : text;
    }
}
