using System.Buffers;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Removes secrets and e-mail addresses from log entries.</summary>
internal static class Redaction
{
    public const string Mask = "***";

    // Takes time linear in the length of the text, whatever is logged.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly Regex s_credentials = new(@"\b(?<scheme>Bearer|Basic)\s+[a-z0-9._~+/=-]{4,}", Options);

    private static readonly Regex s_userInfo = new(@"(?<user>://[^\s:/@]*:)[^\s/]+@", Options);

    private static readonly Regex s_assignment = new(
        """(?<name>(password|passwd|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|authorization)"?\s*[=:]\s*"?)[^\s;,"'&]+""",
        Options | RegexOptions.ExplicitCapture);

    private static readonly Regex s_email = new(@"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", Options);

    // The first and the third of these expressions match only texts that contain one of these words; the others need an @.
    private static readonly SearchValues<string> s_schemes = SearchValues.Create(["bearer", "basic"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_names = SearchValues.Create(
        ["password", "passwd", "pwd", "secret", "token", "key", "authorization"], StringComparison.OrdinalIgnoreCase);

    // Parts of the names of secret values, letters only.
    private static readonly SearchValues<string> s_secretNames = SearchValues.Create(
        ["password", "passwd", "pwd", "secret", "token", "apikey", "authorization", "cookie", "connectionstring", "accesskey", "credential", "email"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Checks whether a value of this name is secret.</summary>
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

        // This includes a "CancellationToken" or "TokenCount", which is no loss.
        return ((ReadOnlySpan<char>)letters[..length]).ContainsAny(s_secretNames);
    }

    /// <summary>Redacts a message as <see cref="Clean(string)"/> does, and removes the values of attributes with secret names.</summary>
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

    /// <summary>Masks passwords, tokens, keys, credentials in URLs and e-mail addresses in a text.</summary>
    public static string Clean(string text)
    {
        // Most log entries contain none of them, and detecting that costs a fraction of running the expressions.
        if (text.AsSpan().ContainsAny(s_schemes))
        {
            text = s_credentials.Replace(text, "${scheme} " + Mask);
        }

        var hasAt = text.Contains('@', StringComparison.Ordinal);
        if (hasAt && text.Contains("://", StringComparison.Ordinal))
        {
            text = s_userInfo.Replace(text, "${user}" + Mask + "@");
        }

        if (text.AsSpan().ContainsAny(s_names))
        {
            text = s_assignment.Replace(text, "${name}" + Mask);
        }

        return hasAt ? s_email.Replace(text, Mask) : text;
    }
}
