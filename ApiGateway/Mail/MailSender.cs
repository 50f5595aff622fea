using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;
using Polly.CircuitBreaker;

namespace Platform.ApiGateway.Mail;

/// <summary>
/// Sends due mails from the outbox; each replica has one sender. A mail is leased to its sender. If that crashes between the server's acceptance and
/// its record, the mail is sent again with the same id.
/// </summary>
internal sealed partial class MailSender(
    IServiceScopeFactory scopes, MailTransport transport, MailSwitch mails, MailSignal signal, MailMetrics metrics, IOptions<MailOptions> options, TimeProvider time, ILogger<MailSender> logger)
    : BackgroundService
{
    private const int AtATime = 4;
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    // Mails of the last hour count towards the limits; older ones are not needed.
    private static readonly TimeSpan s_memory = TimeSpan.FromHours(2);
    private static readonly TimeSpan s_betweenCleaning = TimeSpan.FromMinutes(1);

    private DateTimeOffset _cleanedAt;

    /// <summary>Runs one round: abandons mails that have become useless, and sends all that are due.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await GiveUpAsync(cancellationToken);
        while (mails.IsOn && await ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            await Task.WhenAll(claimed.Select(mail => SendAsync(mail, cancellationToken)));
        }

        await ReadWaitingAsync(cancellationToken);
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

    private async Task<List<OutgoingMail>> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdentityDb>().Mails.FromSql($"""
            UPDATE identity.mails SET lease_until = {now + s_lease}, attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM identity.mails
                WHERE body IS NOT NULL AND due_at <= {now} AND give_up_at > {now} AND (lease_until IS NULL OR lease_until < {now})
                ORDER BY kind = {MailKind.Verification}, due_at LIMIT {AtATime} FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
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
        await WriteAsync(mail, outcome);
    }

    private async Task WriteAsync(OutgoingMail mail, string outcome)
    {
        // Not the stopping token: the outcome has to be recorded.
        using var limit = new CancellationTokenSource(s_grace, time);
        try
        {
            var now = time.GetUtcNow();
            await using var scope = scopes.CreateAsyncScope();

            // The number of the attempt identifies the holder of the lease.
            var own = scope.ServiceProvider.GetRequiredService<IdentityDb>().Mails.Where(m => m.Id == mail.Id && m.Attempts == mail.Attempts && m.Body != null);
            await (outcome == MailOutcome.Failed
                ? own.ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, now + DelayAfter(mail.Attempts)).SetProperty(m => m.LeaseUntil, (DateTimeOffset?)null), limit.Token)
                : own.ExecuteUpdateAsync(s => s.SetProperty(m => m.Body, (string?)null).SetProperty(m => m.EndedAt, now).SetProperty(m => m.LeaseUntil, (DateTimeOffset?)null), limit.Token));
        }
        catch (Exception exception)
        {
            LogNotWritten(mail.Id, outcome, exception.Message);
        }
    }

    private TimeSpan DelayAfter(int attempts)
    {
        var delay = options.Value.RetryDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        return delay < s_maxDelay ? delay : s_maxDelay;
    }

    private async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var expired = await db.Mails.FromSql($"""
            UPDATE identity.mails SET body = NULL, ended_at = {now}, lease_until = NULL
            WHERE body IS NOT NULL AND give_up_at <= {now} AND (lease_until IS NULL OR lease_until < {now})
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var mail in expired)
        {
            metrics.Ended(mail.Kind, MailOutcome.Expired);
            LogAbandoned(mail.Id, mail.Kind, mail.Attempts);
        }

        if (now - _cleanedAt > s_betweenCleaning)
        {
            await db.Mails.Where(m => m.Body == null && m.EndedAt < now - s_memory).ExecuteDeleteAsync(cancellationToken);
            await db.MailedCodes.Where(c => c.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
            _cleanedAt = now;
        }
    }

    private async Task ReadWaitingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var waiting = scope.ServiceProvider.GetRequiredService<IdentityDb>().Mails.AsNoTracking().Where(m => m.Body != null);
        var number = await waiting.LongCountAsync(cancellationToken);
        var oldest = number == 0 ? null : await waiting.MinAsync(m => (DateTimeOffset?)m.CreatedAt, cancellationToken);
        metrics.Wait(number, oldest is { } since ? time.GetUtcNow() - since : TimeSpan.Zero);
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
