using System.Text.RegularExpressions;
using MimeKit;

namespace Platform.Testkit.Mail;

/// <summary>A mail that <see cref="MailReceiver"/> accepted.</summary>
/// <param name="To">The recipient of the envelope.</param>
/// <param name="Message">The content.</param>
public sealed partial record ReceivedMail(string To, MimeMessage Message)
{
    /// <summary>The plain text.</summary>
    public string Text => Message.TextBody ?? "";

    /// <summary>The code that stands on a line of its own.</summary>
    public string Code => CodeLine().Match(Text) is { Success: true } found ? found.Groups["code"].Value : throw new InvalidOperationException($"There is no code: {Text}");

    /// <summary>The link that stands on a line of its own.</summary>
    public Uri Link => LinkLine().Match(Text) is { Success: true } found ? new Uri(found.Groups["link"].Value) : throw new InvalidOperationException($"There is no link: {Text}");

    [GeneratedRegex(@"^\s*(?<code>[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5})\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"^\s*(?<link>https?://\S+)\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkLine();
}
