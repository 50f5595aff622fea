using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Mail;

/// <summary>Adds mails to the outbox, in the transaction of the change that they are about.</summary>
internal sealed class MailOutbox(IdentityDb db, MailSignal signal, TimeProvider time)
{
    /// <summary>The maximum number of mails of a kind per hour, for each account and for each address.</summary>
    public const int MaxPerHour = 5;

    /// <summary>The maximum number of waiting mails.</summary>
    public const int MaxWaiting = 10_000;

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_whileFull = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Checks the limits, and locks them until the end of the transaction, so that no other mail of the account or to the address is added before.
    /// Must come first in the transaction to avoid deadlocks. It takes the same steps for an account that does not exist.
    /// </summary>
    /// <param name="account">The account on whose behalf the mail is sent.</param>
    /// <param name="address">The recipient.</param>
    /// <param name="kind">
    /// The kind. Each is counted separately, so that requests for one kind do not block notices or codes. Notices ignore the limit of waiting mails.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<MailQuota> ReserveQuotaAsync(Guid account, string address, string kind, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var since = now - s_hour;
        var key = address.ToUpperInvariant();
        long[] locks = [LockOf(account.ToString("N")), LockOf(key)];

        // Always in the same order, to avoid deadlocks.
        Array.Sort(locks);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({locks[0]}), pg_advisory_xact_lock({locks[1]})", cancellationToken);
        var recent = await db.Mails.AsNoTracking()
            .Where(m => m.CreatedAt > since && (m.UserId == account || m.NormalizedAddress == key) && m.Kind == kind)
            .Select(m => new { m.UserId, m.NormalizedAddress, m.CreatedAt })
            .ToListAsync(cancellationToken);
        var isFull = kind != MailKind.Notice && await db.Mails.AsNoTracking().Where(m => m.Body != null).OrderBy(m => m.DueAt).Skip(MaxWaiting - 1).AnyAsync(cancellationToken);
        return new MailQuota(
            WaitOf(recent.Where(m => m.UserId == account).Select(m => m.CreatedAt), now),
            WaitOf(recent.Where(m => m.NormalizedAddress == key).Select(m => m.CreatedAt), now),
            isFull ? s_whileFull : null);
    }

    /// <summary>Adds a mail to the context; the caller saves it.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="account">The account on whose behalf the mail is sent; null if there is none.</param>
    /// <param name="address">The recipient.</param>
    /// <param name="text">The content.</param>
    /// <param name="useful">How long the mail is useful.</param>
    /// <param name="isSent">Whether the mail only counts towards the limits and is not to be sent.</param>
    public void Add(string kind, Guid? account, string address, MailText text, TimeSpan useful, bool isSent = false)
    {
        var now = time.GetUtcNow();
        db.Mails.Add(new OutgoingMail
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            Address = address,
            NormalizedAddress = address.ToUpperInvariant(),
            Subject = text.Subject,
            Body = isSent ? null : text.Body,
            Language = text.Language,
            EndedAt = isSent ? now : null,
            UserId = account,
            CreatedAt = now,
            DueAt = now,
            GiveUpAt = now + useful,
        });
    }

    /// <summary>Triggers sending of the committed mails.</summary>
    public void Send() => signal.Set();

    private static TimeSpan? WaitOf(IEnumerable<DateTimeOffset> sent, DateTimeOffset now) =>
        sent.OrderDescending().Skip(MaxPerHour - 1).Select(at => (TimeSpan?)(at + s_hour - now)).FirstOrDefault();

    private static long LockOf(string text) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes("mails of " + text)));
}
