using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;

namespace Platform.Frontend.Session;

/// <summary>
/// The sessions in use. The cookie is what lasts; this holds tokens that were renewed where no cookie can be written
/// (inside a circuit), and remembers sign-outs for as long as an access token may hold.
/// </summary>
internal sealed class SessionStore : IDisposable
{
    public const string IdClaim = "sid";

    private const int MaxSessions = 100_000;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private readonly MemoryCache _sessions = new(new MemoryCacheOptions { SizeLimit = MaxSessions });

    public UserSession? Find(ClaimsPrincipal user) =>
        user.FindFirstValue(IdClaim) is { } id && _sessions.TryGetValue(id, out UserSession? session) && session is { HasEnded: false } ? session : null;

    /// <summary>The session of an id; made of the cookie's tokens when it is not known here yet.</summary>
    public UserSession GetOrAdd(string id, Func<Tokens> ofCookie)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(id, out UserSession? known) && known is not null
                ? known
                : _sessions.Set(id, new UserSession(id, ofCookie()), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Idle });
        }
    }

    public void Dispose() => _sessions.Dispose();
}
