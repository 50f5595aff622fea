using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;
using Polly.CircuitBreaker;

namespace Platform.ApiGateway.Mail;

/// <summary>Sends the due mails of the outbox, a few at a time; each replica has one sender.</summary>
internal sealed partial class MailSender(
    DueMails due, MailTransport transport, MailSwitch mails, MailSignal signal, MailMetrics metrics, IOptions<MailOptions> options, ILogger<MailSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>Runs one round: abandons mails that have become useless, and sends all that are due.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await AbandonAsync(cancellationToken);
        while (mails.IsOn && await due.ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            await Task.WhenAll(claimed.Select(mail => SendAsync(mail, cancellationToken)));
        }

        var (number, oldest) = await due.ReadWaitingAsync(cancellationToken);
        metrics.Wait(number, oldest);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await RunOnceAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    LogFailed(exception.Message);
                }

                await signal.WaitAsync(options.Value.Period, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken stoppingToken)
    {
        string outcome;
        using (var limit = new CancellationTokenSource())
        {
            // At a shutdown the server may still answer: a mail that is interrupted at the end would arrive twice.
            await using var stopping = stoppingToken.Register(() => limit.CancelAfter(s_grace));
            try
            {
                outcome = await transport.SendAsync(mail, limit.Token);
            }
            catch (Exception exception)
            {
                if (exception is not BrokenCircuitException)
                {
                    LogNotSent(mail.Id, exception.Message);
                }

                outcome = MailOutcome.Failed;
            }
        }

        metrics.Ended(mail.Kind, outcome);
        await RecordAsync(mail, outcome);
    }

    private async Task RecordAsync(OutgoingMail mail, string outcome)
    {
        try
        {
            await due.RecordAsync(mail, outcome);
        }
        catch (Exception exception)
        {
            LogNotWritten(mail.Id, outcome, exception.Message);
        }
    }

    private async Task AbandonAsync(CancellationToken cancellationToken)
    {
        foreach (var mail in await due.AbandonAsync(cancellationToken))
        {
            metrics.Ended(mail.Kind, MailOutcome.Expired);
            LogAbandoned(mail.Id, mail.Kind, mail.Attempts);
        }

        await due.CleanAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "Reading due mails failed and will be retried: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(2, LogLevel.Warning, "Mail {MailId} was not sent and will be retried: {Reason}")]
    private partial void LogNotSent(Guid mailId, string reason);

    [LoggerMessage(3, LogLevel.Error, "Mail {MailId} was {Outcome}, which could not be recorded; it may be sent again: {Reason}")]
    private partial void LogNotWritten(Guid mailId, string outcome, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Mail {MailId} ({Kind}) was abandoned after {Attempts} attempts")]
    private partial void LogAbandoned(Guid mailId, string kind, int attempts);
}
