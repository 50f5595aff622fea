using Microsoft.AspNetCore.Authentication;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Access;

/// <summary>
/// The credential of a request that stays open: it may end meanwhile, and then nothing more is to be done or told for it. Whoever holds the
/// request open stops waiting at <see cref="Doubted"/>, and asks before each step.
/// </summary>
internal sealed class OpenCredential : IDisposable
{
    // A timer cannot wait for ever, and a key may.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    // Timers count whole milliseconds, and the credential still holds in the last of them.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    private readonly HttpContext _context;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _expiresAt;
    private readonly IDisposable _listening;
    private readonly Lock _lock = new();
    private CancellationTokenSource _doubt;
    private Caller? _caller;
    private bool _isKnown;
    private bool _isOver;

    /// <summary>Begins to listen for the end of a request's credential.</summary>
    /// <param name="context">The request, on a route that needs a caller.</param>
    public OpenCredential(HttpContext context)
    {
        var caller = context.Caller();
        _context = context;
        _time = context.RequestServices.GetRequiredService<TimeProvider>();
        _expiresAt = caller.ExpiresAt;
        _doubt = Begin();
        _listening = context.RequestServices.GetRequiredService<Revocations>().Listen(caller.UserId, Doubt);
    }

    /// <summary>Cancelled when the credential may have ended; another one after each <see cref="AskAsync"/> that follows.</summary>
    public CancellationToken Doubted => _doubt.Token;

    /// <summary>Whom the credential stands for now. Costs nothing while there is no doubt.</summary>
    /// <returns>Null when it has ended; <see cref="RefuseAsync"/> then says why.</returns>
    /// <exception cref="ApiProblemException">429: too many keys that are none came from the address.</exception>
    public async ValueTask<Caller?> AskAsync()
    {
        if (_isKnown && !_doubt.IsCancellationRequested)
        {
            return _caller;
        }

        // Before the question, so that what ends during it is asked for again.
        _isKnown = false;
        lock (_lock)
        {
            _doubt.Dispose();
            _doubt = Begin();
        }

        _caller = await (await HandlerAsync()).AskAgainAsync();
        _isKnown = true;
        return _caller;
    }

    /// <summary>The answer that a new request with the credential would get.</summary>
    public async ValueTask<ApiProblem> RefuseAsync() => (await HandlerAsync()).Refuse();

    public void Dispose()
    {
        _listening.Dispose();
        lock (_lock)
        {
            _isOver = true;
            _doubt.Dispose();
        }
    }

    private CancellationTokenSource Begin()
    {
        var left = _expiresAt - _time.GetUtcNow();
        return new CancellationTokenSource(left > s_longest ? s_longest : left > TimeSpan.Zero ? left + s_tick : TimeSpan.Zero, _time);
    }

    private void Doubt()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                // What was waiting goes on elsewhere: whoever revokes does not wait for it.
                _ = _doubt.CancelAsync();
            }
        }
    }

    private async Task<CredentialHandler> HandlerAsync() =>
        (CredentialHandler)(await _context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>().GetHandlerAsync(_context, CredentialHandler.SchemeName))!;
}
