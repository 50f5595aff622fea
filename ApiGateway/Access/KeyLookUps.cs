using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Limits how many unknown API keys of an address are looked up, because each costs a query of the shared database. Access tokens need no query:
/// their signature shows whether they are valid.
/// </summary>
internal sealed class KeyLookUps(IConfiguration configuration) : IDisposable
{
    /// <summary>
    /// The maximum number of concurrent look-ups of an address; further ones wait. It is small compared to the number of database connections that all
    /// callers share.
    /// </summary>
    private const int MaxConcurrent = 4;

    /// <summary>The time for which a key that was found is looked up again without a limit.</summary>
    private static readonly TimeSpan s_known = TimeSpan.FromHours(1);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly PartitionedRateLimiter<string> _running = PartitionedRateLimiter.Create<string, string>(
        static address => RateLimitPartition.GetConcurrencyLimiter(address, static _ => new ConcurrencyLimiterOptions { PermitLimit = MaxConcurrent, QueueLimit = 1000 }),
        StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<string> _refused = RefusedLimiter(configuration.GetValue("Limits:UnknownKeysPerMinute", 600));

    /// <summary>Looks a key up when it is its turn.</summary>
    /// <param name="key">The key.</param>
    /// <param name="address">The address of the sender.</param>
    /// <param name="lookUp">Queries the database.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ApiProblemException">429: the address sent too many invalid keys.</exception>
    public async Task<CredentialAnswer> RunAsync(string key, IPAddress? address, Func<ValueTask<CredentialAnswer>> lookUp, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(key, out _))
        {
            return await lookUp();
        }

        var from = address?.ToString() ?? "unknown";
        using var turn = await _running.AcquireAsync(from, 1, cancellationToken);

        // An address that was never refused has no statistics.
        if (!turn.IsAcquired || _refused.GetStatistics(from) is { CurrentAvailablePermits: 0 })
        {
            throw new ApiProblemException(ApiProblem.RateLimited(10));
        }

        var answer = await lookUp();
        if (answer.Caller is null)
        {
            _refused.AttemptAcquire(from).Dispose();
        }
        else
        {
            using var entry = _known.CreateEntry(key);
            entry.Size = 1;
            entry.AbsoluteExpirationRelativeToNow = s_known;
        }

        return answer;
    }

    public void Dispose()
    {
        _known.Dispose();
        _running.Dispose();
        _refused.Dispose();
    }

    private static PartitionedRateLimiter<string> RefusedLimiter(int perMinute) => PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(1, perMinute / 6),
            TokensPerPeriod = Math.Max(1, perMinute / 6),
            ReplenishmentPeriod = TimeSpan.FromSeconds(10),
            QueueLimit = 0,
        }),
        StringComparer.Ordinal);
}
