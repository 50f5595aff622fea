using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Limits how many searches run at a time, in total and for each caller, so that slow searches of one caller leave connections for the others. A
/// search that would have to wait for long is refused, because to its caller a long wait looks like a service that does not answer.
/// </summary>
/// <param name="database">The database that is searched.</param>
/// <param name="time">The clock.</param>
public sealed class SearchGate(ServiceDatabase database, TimeProvider time) : IAsyncDisposable
{
    private const int PerCaller = 2;
    private const int WaitingPerCaller = 16;
    private const int Waiting = 256;

    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<Guid, Guid>(caller => RateLimitPartition.GetConcurrencyLimiter(
            caller, _ => new ConcurrencyLimiterOptions { PermitLimit = PerCaller, QueueLimit = WaitingPerCaller })),
        PartitionedRateLimiter.Create<Guid, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
            0, _ => new ConcurrencyLimiterOptions { PermitLimit = ServiceDatabase.MaxConcurrentSearches, QueueLimit = Waiting })));

    /// <summary>Runs a search over <see cref="ServiceDatabase.Search"/>.</summary>
    /// <param name="caller">The caller. Operators who search the data of all users may share one.</param>
    /// <param name="search">A single statement.</param>
    /// <param name="cancellationToken">Cancels the wait and the search.</param>
    /// <exception cref="InputException">
    /// 400: a value cannot be compared; 422: the search takes too long; 429: too many searches at a time.
    /// </exception>
    public async Task<T> RunAsync<T>(Guid caller, Func<CancellationToken, ValueTask<T>> search, CancellationToken cancellationToken)
    {
        using var lease = await EnterAsync(caller, cancellationToken).ConfigureAwait(false);
        return await CallerData.SearchAsync(
            async () => await database.For(QueryType.Select).ExecuteAsync(search, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _limiter.DisposeAsync();

    private async Task<RateLimitLease> EnterAsync(Guid caller, CancellationToken cancellationToken)
    {
        var lease = _limiter.AttemptAcquire(caller);
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        using var limit = new CancellationTokenSource(s_maxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            lease = await _limiter.AcquireAsync(caller, 1, either.Token).ConfigureAwait(false);
            if (lease.IsAcquired)
            {
                return lease;
            }

            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The request has waited long enough.
        }

        throw new InputException(null, "Too many searches run at the same time: wait for some of them.", StatusCodes.Status429TooManyRequests, "rate_limited")
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        };
    }
}
