using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Platform.ApiGateway.Database;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ApiGateway.Mail;

/// <summary>Sends mails to the server, through the pipeline of the dependency <c>smtp</c>.</summary>
internal sealed partial class MailTransport(IOptions<MailOptions> options, MailSwitch mails, DependencyPipelines pipelines, ILogger<MailTransport> logger)
{
    public const string Dependency = "smtp";

    private const int FirstPermanent = 500;

    private readonly MailboxAddress _from = MailboxAddress.Parse(options.Value.From);

    /// <summary>Sends one mail.</summary>
    /// <returns>One of <see cref="MailOutcome"/>.</returns>
    /// <exception cref="Exception">The server is unavailable, or its circuit is open.</exception>
    public async Task<string> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (!mails.HasServer)
        {
            LogInstead(mail.Kind, mail.UserId, mail.Id, mail.Body ?? "");
            return MailOutcome.Sent;
        }

        MimeMessage message;
        try
        {
            message = MailForm.MessageOf(mail, _from);
        }
        catch (FormatException)
        {
            return MailOutcome.Refused;
        }

        using (message)
        {
            return await pipelines.Get(Dependency).ExecuteAsync(
                async (one, token) => await SendAsync(one, mail.Id, token), message, cancellationToken);
        }
    }

    // A response of the server about this mail is not a failure of the dependency; otherwise one bad address could stop all mails.
    private async Task<string> SendAsync(MimeMessage message, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new SmtpClient { Timeout = (int)options.Value.Timeout.TotalMilliseconds };
            await client.ConnectAsync(options.Value.Host ?? "", options.Value.Port, SecurityOf(options.Value.Security), cancellationToken);
            if (options.Value.User is { Length: > 0 } user)
            {
                await client.AuthenticateAsync(user, options.Value.Password ?? "", cancellationToken);
            }

            try
            {
                await client.SendAsync(message, cancellationToken);
            }
            catch (NotSupportedException)
            {
                // The server does not support the characters of the address.
                LogRefused(id, 0);
                return MailOutcome.Refused;
            }

            await LeaveAsync(client, cancellationToken);
            return MailOutcome.Sent;
        }
        catch (SmtpCommandException refused) when (IsFinal(refused))
        {
            LogRefused(id, (int)refused.StatusCode);
            return MailOutcome.Refused;
        }
        catch (NotSupportedException exception)
        {
            // The server does not support STARTTLS or refuses the password, which affects all mails.
            throw new MailServerException(exception.Message);
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= FirstPermanent || refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted)
        {
            LogLater(id, (int)refused.StatusCode, refused.ErrorCode);
            return MailOutcome.Failed;
        }
        catch (AuthenticationException refused)
        {
            LogPassword(refused.Message);
            return MailOutcome.Failed;
        }
        catch (SmtpCommandException refused)
        {
            throw new MailServerException($"The server answered {(int)refused.StatusCode}.");
        }
        catch (Exception exception) when (exception is ProtocolException or SslHandshakeException or ServiceNotConnectedException)
        {
            throw new MailServerException(exception.Message);
        }
    }

    private static SecureSocketOptions SecurityOf(MailSecurity security) => security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.Auto,
    };

    private static bool IsFinal(SmtpCommandException refused) =>
        (int)refused.StatusCode >= FirstPermanent && refused.ErrorCode is (SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted);

    private static async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ProtocolException or CommandException or OperationCanceledException)
        {
            // The server has accepted the mail, whatever happens to the connection.
        }
    }

    [LoggerMessage(1, LogLevel.Information, "No mail server is configured, so the mail {Kind} {MailId} of account {UserId} is logged.\n{MailText}")]
    private partial void LogInstead(string kind, Guid? userId, Guid mailId, string mailText);

    [LoggerMessage(2, LogLevel.Warning, "Mail server refused mail {MailId} for good ({Status}); it is abandoned")]
    private partial void LogRefused(Guid mailId, int status);

    [LoggerMessage(3, LogLevel.Warning, "Mail server did not accept mail {MailId} ({Status}, {Reason}); it will be retried")]
    private partial void LogLater(Guid mailId, int status, SmtpErrorCode reason);

    [LoggerMessage(4, LogLevel.Error, "Mail server refused the credentials, see Mail:User and Mail:Password: {Reason}")]
    private partial void LogPassword(string reason);
}
