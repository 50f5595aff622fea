using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;

namespace Platform.ApiGateway.Mail;

/// <summary>Takes mails, in the transaction of what they tell of.</summary>
internal sealed class MailOutbox(IdentityDb db, MailSignal signal, TimeProvider time)
{
    /// <summary>The most mails of a kind in an hour on behalf of an account and to an address.</summary>
    public const int MaxPerHour = 5;

    /// <summary>The most that wait.</summary>
    public const int MaxWaiting = 10_000;

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_whileFull = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Asks for room, and keeps it to the end of the transaction: no other mail of the account or to the address is let in before. Comes
    /// first in the transaction, or who waits here would hold rows that who is waited for wants. The same steps for an account that
    /// there is not.
    /// </summary>
    /// <param name="account">On whose behalf.</param>
    /// <param name="address">To whom.</param>
    /// <param name="kind">Each is counted by itself: nobody keeps a notice or a code away by asking for others. Notices come whatever waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<MailRoom> FindRoomAsync(Guid account, string address, string kind, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var since = now - s_hour;
        var key = address.ToUpperInvariant();
        long[] locks = [LockOf(account.ToString("N")), LockOf(key)];

        // Always in the same order, so that nobody waits for who waits for him.
        Array.Sort(locks);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({locks[0]}), pg_advisory_xact_lock({locks[1]})", cancellationToken);
        var recent = await db.Mails.AsNoTracking()
            .Where(m => m.CreatedAt > since && (m.UserId == account || m.NormalizedAddress == key) && m.Kind == kind)
            .Select(m => new { m.UserId, m.NormalizedAddress, m.CreatedAt })
            .ToListAsync(cancellationToken);
        var isFull = kind != MailKind.Notice && await db.Mails.AsNoTracking().Where(m => m.Body != null).OrderBy(m => m.DueAt).Skip(MaxWaiting - 1).AnyAsync(cancellationToken);
        return new MailRoom(
            WaitOf(recent.Where(m => m.UserId == account).Select(m => m.CreatedAt), now),
            WaitOf(recent.Where(m => m.NormalizedAddress == key).Select(m => m.CreatedAt), now),
            isFull ? s_whileFull : null);
    }

    /// <summary>Adds a mail to the context, whose owner saves it.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="account">On whose behalf; null where there is no account.</param>
    /// <param name="address">To whom.</param>
    /// <param name="text">What it says.</param>
    /// <param name="useful">For how long it is of use.</param>
    /// <param name="isSent">Whether it only counts, and is not to be sent.</param>
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

    /// <summary>Has mails sent at once that were saved and committed.</summary>
    public void Send() => signal.Set();

    private static TimeSpan? WaitOf(IEnumerable<DateTimeOffset> sent, DateTimeOffset now) =>
        sent.OrderDescending().Skip(MaxPerHour - 1).Select(at => (TimeSpan?)(at + s_hour - now)).FirstOrDefault();

    private static long LockOf(string text) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes("mails of " + text)));
}
