using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Platform.Operations.Rotas;

namespace Platform.Operations.Channels;

/// <summary>Sends messages by mail, to fixed addresses or to who is on call at that moment.</summary>
internal sealed class ChannelMail(RotaStore rota, IOptions<ChannelMailOptions> options)
{
    /// <summary>Stands for the address of who is on call.</summary>
    public const string OnCall = "on-call";

    /// <summary>Sends a message to the addresses of a channel.</summary>
    /// <exception cref="Exception">The server is unavailable.</exception>
    public async Task<NewsAnswer> SendAsync(News news, NewsText text, CancellationToken cancellationToken)
    {
        if (options.Value.Host is not { Length: > 0 } host)
        {
            return NewsAnswer.Never("No mail server is configured.");
        }

        var address = news.Channel.Address == OnCall ? await rota.OnCallAsync(cancellationToken) : news.Channel.Address;
        if (address is null)
        {
            return NewsAnswer.Never("Nobody is on call.");
        }

        if (!InternetAddressList.TryParse(address, out var recipients))
        {
            return NewsAnswer.Never("An address is not valid.");
        }

        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(options.Value.From));
        message.To.AddRange(recipients);
        message.Subject = text.Title;
        message.MessageId = $"{news.Id:N}@operations";
        message.Body = new TextPart("plain") { Text = string.Join("\n\n", ((string?[])[text.Text, text.Page, text.Acknowledge is { } link ? "Acknowledge: " + link : null]).OfType<string>()) };
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(host, options.Value.Port, SecurityOf(options.Value.Security), cancellationToken);
            if (options.Value.User is { Length: > 0 } user)
            {
                await client.AuthenticateAsync(user, options.Value.Password ?? "", cancellationToken);
            }

            await client.SendAsync(message, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
            return NewsAnswer.Delivered;
        }
        catch (SmtpCommandException refused)
        {
            return new NewsAnswer(false, (int)refused.StatusCode < 500, (int)refused.StatusCode, "The mail server refused it.");
        }
        catch (Exception exception) when (exception is ProtocolException or SslHandshakeException or AuthenticationException)
        {
            return NewsAnswer.Later("The mail server could not be used.");
        }
    }

    private static SecureSocketOptions SecurityOf(string security) => security.ToUpperInvariant() switch
    {
        "NONE" => SecureSocketOptions.None,
        "STARTTLS" => SecureSocketOptions.StartTls,
        "TLS" => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.Auto,
    };
}
