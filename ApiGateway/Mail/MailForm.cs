using System.Buffers;
using System.Text;
using MimeKit;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Mail;

/// <summary>Makes messages of mails: the same each time, so that one that comes twice is recognised by its id.</summary>
internal static class MailForm
{
    private const int MaxAddressLength = 254;

    // What stands around addresses in headers and commands, or needs quotes to stand in one.
    private static readonly SearchValues<char> s_marks = SearchValues.Create(" \"(),:;<>[\\]");

    /// <summary>Whether mails are sent to an address: nothing in it ends a line or a part of a header.</summary>
    public static bool IsPlain(string address) =>
        address.Length <= MaxAddressLength
        && address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == address.LastIndexOf('@') && at < address.Length - 1
        && !address.AsSpan().ContainsAny(s_marks)
        && !address.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c));

    /// <exception cref="FormatException">The address is not plain.</exception>
    public static MimeMessage MessageOf(OutgoingMail mail, MailboxAddress from)
    {
        if (!IsPlain(mail.Address))
        {
            throw new FormatException("The address is none that mails are sent to.");
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

        // RFC 3834: answering machines do not answer it.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body.Headers.Add(HeaderId.ContentLanguage, mail.Language ?? SpokenLanguages.English);
        return message;
    }
}
