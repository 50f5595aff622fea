using Microsoft.AspNetCore.Http.Features;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Watches the credential of a long request, which may be revoked or expire while the request is open. The request stops waiting when <see
/// cref="MayHaveEnded"/> is cancelled, and validates the credential before each step.
/// </summary>
internal sealed class OpenCredential : IDisposable
{
    // A timer has a maximum, but a key may be valid for ever.
    private static readonly TimeSpan s_maxDelay = TimeSpan.FromDays(1);

    // Timers have a resolution of a millisecond, and the credential is still valid during the last one.
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    private readonly CredentialHandler _handler;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _expiresAt;
    private readonly IDisposable _listening;
    private readonly Lock _lock = new();
    private CancellationTokenSource _doubt;
    private Caller? _caller;
    private bool _isKnown;
    private bool _isOver;

    public OpenCredential(HttpContext context, Revocations revocations, TimeProvider time)
    {
        var caller = context.Caller();
        _handler = context.Features.GetRequiredFeature<CredentialHandler>();
        _time = time;
        _expiresAt = caller.ExpiresAt;
        _doubt = Begin();
        _listening = revocations.Listen(caller.UserId, Doubt);
    }

    /// <summary>Gets the token that is cancelled when the credential may have ended; replaced by the next call of <see cref="ValidateAsync"/>.</summary>
    public CancellationToken MayHaveEnded => _doubt.Token;

    /// <summary>Gets the current caller of the credential. Free of cost unless the credential may have ended.</summary>
    /// <returns>The caller; null if the credential has ended, for the reason that <see cref="Refuse"/> returns.</returns>
    /// <exception cref="ApiProblemException">429: too many invalid keys came from the address.</exception>
    public async ValueTask<Caller?> ValidateAsync()
    {
        if (_isKnown && !_doubt.IsCancellationRequested)
        {
            return _caller;
        }

        // Reset before the validation, so that a revocation during it is noticed.
        _isKnown = false;
        lock (_lock)
        {
            _doubt.Dispose();
            _doubt = Begin();
        }

        _caller = await _handler.RevalidateAsync();
        _isKnown = true;
        return _caller;
    }

    /// <summary>Creates the response that a new request with the credential would get.</summary>
    public ApiProblem Refuse() => _handler.Refuse();

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
        return new CancellationTokenSource(left > s_maxDelay ? s_maxDelay : left > TimeSpan.Zero ? left + s_tick : TimeSpan.Zero, _time);
    }

    private void Doubt()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                // Cancelled asynchronously, so that the revocation does not wait for the request's continuations.
                _ = _doubt.CancelAsync();
            }
        }
    }
}

/// <summary>Watches the credentials of long requests.</summary>
internal sealed class OpenCredentials(Revocations revocations, TimeProvider time)
{
    /// <summary>Starts to watch the credential of a request, until the result is disposed.</summary>
    /// <param name="context">The request, on a route that requires a caller.</param>
    public OpenCredential Watch(HttpContext context) => new(context, revocations, time);
}
