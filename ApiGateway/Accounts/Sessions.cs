using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Accounts;

/// <summary>Starts, renews and ends sessions. A refresh token can be used once; a second use ends its session.</summary>
internal sealed class Sessions(
    IdentityDb db,
    Revocations revocations,
    AccessMetrics metrics,
    AccessTokens tokens,
    IConfiguration configuration,
    TimeProvider time)
{
    private const string RefreshPrefix = "rt_";
    private const int IdBytes = 16;
    private const int SecretBytes = 32;

    /// <summary>Starts a session. The caller saves the context.</summary>
    public TokenResponse Begin(User user)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var (token, hash) = NewRefreshToken(id);
        db.Sessions.Add(new Session
        {
            Id = id,
            UserId = user.Id,
            SecurityStamp = user.SecurityStamp ?? "",
            RefreshHash = hash,
            CreatedAt = now,
            RefreshedAt = now,
            ExpiresAt = now + configuration.GetValue("Identity:SessionLifetime", TimeSpan.FromDays(30)),
        });
        return Tokens(id, token);
    }

    /// <summary>Exchanges a refresh token for the next pair of tokens; null if it is not valid any more.</summary>
    public async Task<TokenResponse?> RefreshAsync(string refreshToken, System.Net.IPAddress? address, CancellationToken cancellationToken)
    {
        if (!TryRead(refreshToken, out var id, out var hash))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var (token, nextHash) = NewRefreshToken(id);
        var renewed = await db.Sessions
            .Where(s => s.Id == id && s.RefreshHash == hash && s.RevokedAt == null && s.ExpiresAt > now
                && db.Users.Any(u => u.Id == s.UserId && u.SecurityStamp == s.SecurityStamp))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.RefreshHash, nextHash).SetProperty(x => x.RefreshedAt, now), cancellationToken);
        if (renewed == 1)
        {
            return Tokens(id, token);
        }

        var session = await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (session is { RevokedAt: null } && session.ExpiresAt > now && !CryptographicOperations.FixedTimeEquals(session.RefreshHash, hash))
        {
            // The token was used before: the other user of the session may be a thief, so the session ends for both.
            metrics.Suspicious(AccessMetrics.RefreshReused);
            db.SecurityEvents.Add(SecurityLog.Create(time, "session.refresh_reused", session.UserId, address, null));
            await RevokeAsync(session.UserId, s => s.Id == id, cancellationToken);
        }
        else if (session is { RevokedAt: null } && session.ExpiresAt <= now)
        {
            metrics.Expired(AccessMetrics.RefreshToken);
        }

        return null;
    }

    /// <summary>Ends sessions of a user at once in all replicas.</summary>
    public async Task RevokeAsync(Guid userId, System.Linq.Expressions.Expression<Func<Session, bool>> which, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.Sessions.Where(s => s.UserId == userId && s.RevokedAt == null).Where(which)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.RevokedAt, now), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        revocations.Revoke(userId);
    }

    /// <summary>Has all replicas validate the user's credentials again, once a change is committed.</summary>
    public void Revalidate(Guid userId) => revocations.Revoke(userId);

    /// <summary>Keeps a session valid when its user's security stamp changes.</summary>
    public Task RenewStampAsync(Guid sessionId, string stamp, CancellationToken cancellationToken) =>
        db.Sessions.Where(s => s.Id == sessionId).ExecuteUpdateAsync(s => s.SetProperty(x => x.SecurityStamp, stamp), cancellationToken);

    private static (string Token, byte[] Hash) NewRefreshToken(Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdBytes..]);
        return (RefreshPrefix + Base64Url.EncodeToString(bytes), SHA256.HashData(bytes));
    }

    private static bool TryRead(string token, out Guid id, out byte[] hash)
    {
        id = default;
        hash = [];
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        if (!token.StartsWith(RefreshPrefix, StringComparison.Ordinal)
            || token.Length > 100
            || !Base64Url.IsValid(token.AsSpan(RefreshPrefix.Length), out var length)
            || length != bytes.Length
            || !Base64Url.TryDecodeFromChars(token.AsSpan(RefreshPrefix.Length), bytes, out _))
        {
            return false;
        }

        id = new Guid(bytes[..IdBytes], bigEndian: true);
        hash = SHA256.HashData(bytes);
        return true;
    }

    private TokenResponse Tokens(Guid sessionId, string refreshToken) =>
        new(tokens.Create(sessionId), "Bearer", (long)tokens.Lifetime.TotalSeconds, refreshToken);
}
