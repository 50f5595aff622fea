using System.Net;
using System.Threading.RateLimiting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Accounts;

/// <summary>Bounds password attempts by address and by account, and how many passwords are hashed at the same time.</summary>
internal sealed class SignInLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _byAddress;
    private readonly PartitionedRateLimiter<string> _byAccount;
    private readonly ConcurrencyLimiter _hashing = new(new ConcurrencyLimiterOptions { PermitLimit = Math.Max(2, Environment.ProcessorCount), QueueLimit = 200 });

    private readonly AccessMetrics _metrics;

    public SignInLimits(IConfiguration configuration, AccessMetrics metrics)
    {
        _metrics = metrics;
        _byAddress = Limiter(configuration.GetValue("Limits:SignIn:PerAddressPerMinute", 600));
        _byAccount = Limiter(configuration.GetValue("Limits:SignIn:PerAccountPerMinute", 20));
    }

    /// <summary>Takes an attempt and waits for a turn to hash; dispose the lease when the password is checked.</summary>
    /// <param name="address">Who tries.</param>
    /// <param name="account">Which account.</param>
    /// <param name="isKnown">Whether the account's owner was at this address before: whom others' attempts cannot keep out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiProblemException">429.</exception>
    public async Task<IDisposable> EnterAsync(IPAddress? address, string account, Func<Task<bool>> isKnown, CancellationToken cancellationToken)
    {
        Take(_byAddress, address?.ToString() ?? "unknown");
        using (var ofAccount = _byAccount.AttemptAcquire(account.Trim().ToUpperInvariant()))
        {
            if (!ofAccount.IsAcquired && !await isKnown())
            {
                Refuse(ofAccount);
            }
        }

        var lease = await _hashing.AcquireAsync(1, cancellationToken);
        return lease.IsAcquired ? lease : throw new ApiProblemException(ApiProblem.RateLimited(2));
    }

    public void Dispose()
    {
        _byAddress.Dispose();
        _byAccount.Dispose();
        _hashing.Dispose();
    }

    private void Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (!lease.IsAcquired)
        {
            Refuse(lease);
        }
    }

    private void Refuse(RateLimitLease lease)
    {
        _metrics.Suspicious(AccessMetrics.SignInThrottled);
        throw new ApiProblemException(ApiProblem.RateLimited(lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after.TotalSeconds : 10));
    }

    private static PartitionedRateLimiter<string> Limiter(int perMinute) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 6),
            ReplenishmentPeriod = TimeSpan.FromSeconds(10),
            QueueLimit = 0,
        }),
        StringComparer.Ordinal);
}
