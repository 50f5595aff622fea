using System.Threading.RateLimiting;
using Platform.JobManager.Refusals;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Database;

/// <summary>
/// Lets callers' searches through: few of one caller at a time, so that what one of them asks for, however long it takes, leaves the
/// others their turn. Whoever would wait for long is told to come again: a wait here would look like a service that does not answer.
/// </summary>
internal sealed class SearchGate(JobDatabase database, TimeProvider time) : IAsyncDisposable
{
    private const int PerCaller = 2;
    private const int WaitingPerCaller = 16;
    private const int Waiting = 256;

    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<Guid, Guid>(caller => RateLimitPartition.GetConcurrencyLimiter(
            caller, _ => new ConcurrencyLimiterOptions { PermitLimit = PerCaller, QueueLimit = WaitingPerCaller })),
        PartitionedRateLimiter.Create<Guid, int>(_ => RateLimitPartition.GetConcurrencyLimiter(
            0, _ => new ConcurrencyLimiterOptions { PermitLimit = JobDatabase.SearchesAtOnce, QueueLimit = Waiting })));

    /// <summary>Runs a search over <see cref="JobDatabase.Search"/>.</summary>
    /// <param name="caller">Who asks; operators who ask for everybody's may share one.</param>
    /// <param name="search">A single statement.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InputFault">400: a value cannot be compared; 422: it takes too long; 429: too many searches at a time.</exception>
    public async Task<T> RunAsync<T>(Guid caller, Func<CancellationToken, ValueTask<T>> search, CancellationToken cancellationToken)
    {
        using RateLimitLease lease = await EnterAsync(caller, cancellationToken);
        return await CallerData.SearchAsync(async () => await database.For(QueryType.Select).ExecuteAsync(search, cancellationToken));
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();

    private async Task<RateLimitLease> EnterAsync(Guid caller, CancellationToken cancellationToken)
    {
        RateLimitLease lease = _limiter.AttemptAcquire(caller);
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        using var limit = new CancellationTokenSource(s_longestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            lease = await _limiter.AcquireAsync(caller, 1, either.Token);
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

        throw new InputFault(null, "Too many searches run at the same time: wait for some of them.", StatusCodes.Status429TooManyRequests, "rate_limited")
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        };
    }
}
