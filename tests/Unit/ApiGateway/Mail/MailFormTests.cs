using MimeKit;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Mail;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Mail;

public sealed class MailFormTests
{
    private static readonly MailboxAddress s_from = MailboxAddress.Parse("Platform <robot@platform.example>");
    private static readonly DateTimeOffset s_now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("ada.o'lovelace+x@mail.example.com", true)]
    [InlineData("r\u00e9sum\u00e9@example.com", true)]
    [InlineData("\"ada\"@example.com", false)]
    [InlineData("ada", false)]
    [InlineData("@example.com", false)]
    [InlineData("ada@", false)]
    [InlineData("ada@b@example.com", false)]
    [InlineData("ada@example.com>", false)]
    [InlineData("ada@example.com\r\nBcc: b", false)]
    [InlineData("ada@example.com\n", false)]
    [InlineData("ada@example.com\u2028", false)]
    [InlineData("a,b@example.com", false)]
    public void Only_plain_addresses_are_accepted(string address, bool isPlain)
    {
        MailForm.IsPlain(address).ShouldBe(isPlain);
        if (!isPlain)
        {
            Should.Throw<FormatException>(() => MailForm.MessageOf(MailTo(address), s_from));
        }
    }

    [Fact]
    public void A_mail_is_deterministic_and_suppresses_automatic_replies()
    {
        var mail = MailTo("ada@example.com");
        using var first = MailForm.MessageOf(mail, s_from);
        using var second = MailForm.MessageOf(mail, s_from);
        second.MessageId.ShouldBe(first.MessageId);
        first.MessageId.ShouldBe($"{mail.Id:N}@platform.example");
        first.Headers.Select(header => header.Field).Order(StringComparer.Ordinal).ShouldBe(["Auto-Submitted", "Date", "From", "Message-Id", "Subject", "To"], ignoreOrder: true);
        first.Date.ShouldBe(s_now);
        first.Body!.Headers["Content-Language"].ShouldBe("en");
        first.TextBody!.ReplaceLineEndings("\n").ShouldBe("Two\nlines\n");
    }

    private static OutgoingMail MailTo(string address) => new()
    {
        Id = Guid.CreateVersion7(s_now),
        Kind = MailKind.Notice,
        Address = address,
        NormalizedAddress = address.ToUpperInvariant(),
        Subject = "News",
        Body = "Two\nlines\n",
        CreatedAt = s_now,
        DueAt = s_now,
        GiveUpAt = s_now.AddDays(1),
    };
}
