using System.Buffers;
using System.Text;
using MimeKit;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Mail;

/// <summary>Builds the MIME message of a mail. It is the same each time, so that a duplicate can be recognised by its id.</summary>
internal static class MailForm
{
    private const int MaxAddressLength = 254;

    // Characters that delimit addresses in headers and commands, or need quotes.
    private static readonly SearchValues<char> s_marks = SearchValues.Create(" \"(),:;<>[\\]");

    /// <summary>Checks whether an address is safe for headers and commands: it contains no delimiters or line breaks.</summary>
    public static bool IsPlain(string address) =>
        address.Length <= MaxAddressLength
        && address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == address.LastIndexOf('@') && at < address.Length - 1
        && !address.AsSpan().ContainsAny(s_marks)
        && !address.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c));

    /// <summary>Builds the MIME message of a mail in the outbox.</summary>
    /// <exception cref="FormatException">The address is not plain.</exception>
    public static MimeMessage MessageOf(OutgoingMail mail, MailboxAddress from)
    {
        if (!IsPlain(mail.Address))
        {
            throw new FormatException("The address cannot receive mail.");
        }

        var message = new MimeMessage
        {
            Subject = mail.Subject,
            Date = mail.CreatedAt,
            MessageId = $"{mail.Id:N}@{from.Domain}",
            Body = new TextPart("plain") { Text = mail.Body ?? "" },
        };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(Encoding.UTF8, "", mail.Address));

        // RFC 3834: automatic responders do not reply to it.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body.Headers.Add(HeaderId.ContentLanguage, mail.Language ?? SpokenLanguages.English);
        return message;
    }
}
