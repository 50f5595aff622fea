using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Lets callers' searches through: few of one caller at a time, so that what one of them asks for, however long it takes, leaves the
/// others their turn. Whoever would wait for long is told to come again: a wait here would look like a service that does not answer.
/// </summary>
/// <param name="database">What is searched.</param>
/// <param name="time">The clock.</param>
public sealed class SearchGate(ServiceDatabase database, TimeProvider time) : IAsyncDisposable
{
    private const int PerCaller = 2;
    private const int WaitingPerCaller = 16;
    private const int Waiting = 256;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<Guid, Guid>(caller => RateLimitPartition.GetConcurrencyLimiter(
            caller, _ => new ConcurrencyLimiterOptions { PermitLimit = PerCaller, QueueLimit = WaitingPerCaller })),
        PartitionedRateLimiter.Create<Guid, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
            0, _ => new ConcurrencyLimiterOptions { PermitLimit = ServiceDatabase.SearchesAtOnce, QueueLimit = Waiting })));

    /// <summary>Runs a search over <see cref="ServiceDatabase.Search"/>.</summary>
    /// <param name="caller">Who asks; operators who ask for everybody's may share one.</param>
    /// <param name="search">A single statement.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputException">400: a value cannot be compared; 422: it takes too long; 429: too many searches at a time.</exception>
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
        using var limit = new CancellationTokenSource(s_longestWait, time);
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
            // Waited for long enough.
        }

        throw new InputException(null, "Too many searches run at the same time: wait for some of them.", StatusCodes.Status429TooManyRequests, "rate_limited")
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        };
    }
}
