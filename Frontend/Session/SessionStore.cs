using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;
using Platform.ServiceDefaults.Measures;

namespace Platform.Frontend.Session;

/// <summary>
/// Keeps the sessions in use. They are persisted in the cookie; the store contains tokens that were renewed where no cookie can be written (inside a
/// circuit), and remembers sign-outs for as long as an access token may be valid.
/// </summary>
internal sealed class SessionStore(CacheMetrics metrics) : IDisposable
{
    public const string IdClaim = "sid";

    private const int MaxBytes = 64 * 1024 * 1024;
    private const int BytesPerSession = 1000;
    private static readonly TimeSpan s_idle = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private readonly MemoryCache _sessions = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    public UserSession? Find(ClaimsPrincipal user) =>
        user.FindFirstValue(IdClaim) is { } id && _sessions.TryGetValue(id, out UserSession? session) && session is { HasEnded: false } ? session : null;

    /// <summary>Gets the session of an id, created from the cookie's tokens if it is not known yet.</summary>
    public UserSession GetOrAdd(string id, Func<Tokens> ofCookie)
    {
        lock (_lock)
        {
            var asked = metrics.Start();
            var isKnown = _sessions.TryGetValue(id, out UserSession? known) && known is not null;
            metrics.RecordLookup(isKnown ? CacheResult.Hit : CacheResult.Miss, asked);
            if (isKnown)
            {
                return known!;
            }

            var session = new UserSession(id, ofCookie());
            var set = metrics.Start();
            _sessions.Set(id, session, new MemoryCacheEntryOptions { Size = SizeOf(session), SlidingExpiration = s_idle });
            metrics.RecordOperation(CacheOperation.Set, set);
            return session;
        }
    }

    public void Dispose() => _sessions.Dispose();

    private static int SizeOf(UserSession session) => BytesPerSession + (sizeof(char) * (session.Id.Length + session.Tokens.Access.Length + session.Tokens.Refresh.Length));
}
