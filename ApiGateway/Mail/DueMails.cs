using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Mail;

/// <summary>
/// Leases due mails of the outbox to a sender, and records what became of them. If a sender crashes between the server's acceptance and its record,
/// the mail is leased again.
/// </summary>
internal sealed class DueMails(IDbContextFactory<IdentityDb> databases, IOptions<MailOptions> options, TimeProvider time)
{
    private const int AtATime = 4;
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_maxRecording = TimeSpan.FromSeconds(5);

    // Mails of the last hour count towards the limits; older ones are not needed.
    private static readonly TimeSpan s_memory = TimeSpan.FromHours(2);
    private static readonly TimeSpan s_betweenCleaning = TimeSpan.FromMinutes(1);

    private DateTimeOffset _cleanedAt;

    /// <summary>Leases a few mails, in order of urgency; none if no mail is due.</summary>
    public async Task<List<OutgoingMail>> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Mails.FromSql($"""
            UPDATE identity.mails SET lease_until = {now + s_lease}, attempts = attempts + 1
            WHERE id IN (
                SELECT id FROM identity.mails
                WHERE body IS NOT NULL AND due_at <= {now} AND give_up_at > {now} AND (lease_until IS NULL OR lease_until < {now})
                ORDER BY kind = {MailKind.Verification}, due_at LIMIT {AtATime} FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Records the outcome of an attempt: a mail that failed is due again later, any other has ended.</summary>
    /// <param name="mail">The mail as it was leased.</param>
    /// <param name="outcome">One of <see cref="MailOutcome"/>.</param>
    public async Task RecordAsync(OutgoingMail mail, string outcome)
    {
        // Limited by time only: the outcome has to be recorded even when the service stops.
        using var limit = new CancellationTokenSource(s_maxRecording, time);
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(limit.Token);

        // The number of the attempt identifies the holder of the lease.
        var own = db.Mails.Where(m => m.Id == mail.Id && m.Attempts == mail.Attempts && m.Body != null);
        await (outcome == MailOutcome.Failed
            ? own.ExecuteUpdateAsync(s => s.SetProperty(m => m.DueAt, now + DelayAfter(mail.Attempts)).SetProperty(m => m.LeaseUntil, (DateTimeOffset?)null), limit.Token)
            : own.ExecuteUpdateAsync(s => s.SetProperty(m => m.Body, (string?)null).SetProperty(m => m.EndedAt, now).SetProperty(m => m.LeaseUntil, (DateTimeOffset?)null), limit.Token));
    }

    /// <summary>Ends the mails that have become useless, and returns them.</summary>
    public async Task<List<OutgoingMail>> AbandonAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Mails.FromSql($"""
            UPDATE identity.mails SET body = NULL, ended_at = {now}, lease_until = NULL
            WHERE body IS NOT NULL AND give_up_at <= {now} AND (lease_until IS NULL OR lease_until < {now})
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Deletes ended mails that no limit counts any more, and expired codes; at most once a minute.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _cleanedAt <= s_betweenCleaning)
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Mails.Where(m => m.Body == null && m.EndedAt < now - s_memory).ExecuteDeleteAsync(cancellationToken);
        await db.MailedCodes.Where(c => c.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        _cleanedAt = now;
    }

    /// <summary>Gets the number of waiting mails, and for how long the oldest of them has waited.</summary>
    public async Task<(long Number, TimeSpan Oldest)> ReadWaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = db.Mails.AsNoTracking().Where(m => m.Body != null);
        var number = await waiting.LongCountAsync(cancellationToken);
        var oldest = number == 0 ? null : await waiting.MinAsync(m => (DateTimeOffset?)m.CreatedAt, cancellationToken);
        return (number, oldest is { } since ? time.GetUtcNow() - since : TimeSpan.Zero);
    }

    private TimeSpan DelayAfter(int attempts)
    {
        var delay = options.Value.RetryDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        return delay < s_maxDelay ? delay : s_maxDelay;
    }
}
