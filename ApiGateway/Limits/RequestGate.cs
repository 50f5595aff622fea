using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway.Limits;

/// <summary>
/// Limits how many requests the gateway works on at a time, so that a platform that is slow, for whatever reason, does not begin more than it ends. A
/// sender that has too many under way is answered 429, before it keeps others waiting; when all together have too many, a request waits for a moment
/// and is then answered 503.
/// </summary>
/// <remarks>
/// It comes before authentication, so a sender is the user of a credential that was valid some seconds ago, and else the address, also of who has a
/// link to captions. Nobody can take slots from others by being slow: a request takes its slot among those of all only when its body has arrived,
/// and frees it when its response begins. Requests whose length their client decides, such as event streams and uploads, have limits of their own.
/// </remarks>
internal sealed class RequestGate : IDisposable
{
    private readonly CallerCache _callers;
    private readonly ConcurrencyAllowance _allowance;
    private readonly TimeProvider _time;
    private readonly PartitionedRateLimiter<HttpContext> _shares;
    private readonly ConcurrencyLimiter _all;

    public RequestGate(IOptions<LimitOptions> options, CallerCache callers, TimeProvider time)
    {
        (_callers, _allowance, _time) = (callers, options.Value.Concurrency, time);
        var share = new ConcurrencyLimiterOptions { PermitLimit = _allowance.PerSender, QueueLimit = 0 };
        _shares = PartitionedRateLimiter.Create<HttpContext, Sender>(context => RateLimitPartition.GetConcurrencyLimiter(SenderOf(context), _ => share));
        _all = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = _allowance.AtOnce,
            QueueLimit = _allowance.Waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Handles a request when it is its turn, or refuses it.</summary>
    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.IsUntimed() == true)
        {
            await next(context);
            return;
        }

        using var share = _shares.AttemptAcquire(context);
        if (!share.IsAcquired)
        {
            await ApiProblem.TooManyOpen("requests", _allowance.PerSender).ExecuteAsync(context);
            return;
        }

        using var pass = new GatePass(this, share, context.RequestAborted);
        context.Features.Set(pass);
        context.Features.Set<IBodyArrival>(pass);
        context.Response.OnStarting(
            static state =>
            {
                ((GatePass)state).FreeSlot();
                return Task.CompletedTask;
            },
            pass);
        if (!BringsBody(context) && await pass.ArrivedAsync() is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>Waits for a slot among the requests of all, for a limited time.</summary>
    /// <returns>The slot; not acquired if there was none in time.</returns>
    public async ValueTask<RateLimitLease> EnterAsync(CancellationToken aborted)
    {
        var lease = _all.AttemptAcquire();
        if (lease.IsAcquired || _allowance.MaxWait == TimeSpan.Zero)
        {
            return lease;
        }

        using var limit = new CancellationTokenSource(_allowance.MaxWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, limit.Token);
        try
        {
            return await _all.AcquireAsync(1, either.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return lease;
        }
    }

    public void Dispose()
    {
        _shares.Dispose();
        _all.Dispose();
    }

    // What has no use for a body does not wait for one.
    private static bool BringsBody(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private Sender SenderOf(HttpContext context) =>
        CredentialHandler.TryReadCredential(context.Request, out var credential, out _) && _callers.FindUser(credential) is { } user
            ? new Sender(user, "")
            : new Sender(Guid.Empty, context.Connection.RemoteIpAddress?.ToString() ?? "unknown");

    /// <summary>Identifies who sends: by user, or by address.</summary>
    private readonly record struct Sender(Guid User, string Address);
}
