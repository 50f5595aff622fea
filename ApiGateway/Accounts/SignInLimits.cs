using System.Net;
using System.Threading.RateLimiting;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Accounts;

/// <summary>
/// Limits password attempts by address and by account, and the number of passwords that are hashed concurrently, in total and for each address.
/// </summary>
internal sealed class SignInLimits : IDisposable
{
    private readonly PartitionedRateLimiter<string> _byAddress;
    private readonly PartitionedRateLimiter<string> _byAccount;
    private readonly ConcurrencyLimiter _hashing = new(new ConcurrencyLimiterOptions { PermitLimit = Math.Max(2, Environment.ProcessorCount), QueueLimit = 200 });

    // One of an address at a time: a client that sends many at once waits for its own, and others wait for one of its at most.
    private readonly PartitionedRateLimiter<string> _turns = PartitionedRateLimiter.Create<string, string>(
        static address => RateLimitPartition.GetConcurrencyLimiter(address, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 100 }),
        StringComparer.Ordinal);

    private readonly PartitionedRateLimiter<string> _mails;
    private readonly AccessMetrics _metrics;

    public SignInLimits(IConfiguration configuration, AccessMetrics metrics)
    {
        _metrics = metrics;
        _byAddress = Limiter(configuration.GetValue("Limits:SignIn:PerAddressPerMinute", 600));
        _byAccount = Limiter(configuration.GetValue("Limits:SignIn:PerAccountPerMinute", 20));
        var mails = configuration.GetValue("Limits:SignUp:MailsPerAddressPerHour", 20);
        _mails = PartitionedRateLimiter.Create<string, string>(
            address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = mails, Window = TimeSpan.FromHours(1) }),
            StringComparer.Ordinal);
    }

    /// <summary>Counts an attempt and waits for a turn to hash the password. The lease must be disposed after the check.</summary>
    /// <param name="address">The address of the client.</param>
    /// <param name="account">The account.</param>
    /// <param name="isKnown">
    /// Whether the account's owner has signed in from this address before; attempts from elsewhere cannot lock out these.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ApiProblemException">429: too many attempts.</exception>
    public async Task<IDisposable> EnterAsync(IPAddress? address, string account, Func<Task<bool>> isKnown, CancellationToken cancellationToken)
    {
        var from = address?.ToString() ?? "unknown";
        Take(_byAddress, from);
        using (var ofAccount = _byAccount.AttemptAcquire(account.Trim().ToUpperInvariant()))
        {
            if (!ofAccount.IsAcquired && !await isKnown())
            {
                Refuse(ofAccount);
            }
        }

        var turn = Taken(await _turns.AcquireAsync(from, 1, cancellationToken));
        try
        {
            return new SignInLease(turn, Taken(await _hashing.AcquireAsync(1, cancellationToken)));
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Checks whether a mail may be sent to an unverified address on behalf of a client at this address.</summary>
    public bool MayMail(IPAddress? address)
    {
        using var lease = _mails.AttemptAcquire(address?.ToString() ?? "unknown");
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _mails.Dispose();
        _byAddress.Dispose();
        _byAccount.Dispose();
        _turns.Dispose();
        _hashing.Dispose();
    }

    private static RateLimitLease Taken(RateLimitLease lease)
    {
        if (lease.IsAcquired)
        {
            return lease;
        }

        lease.Dispose();
        throw new ApiProblemException(ApiProblem.RateLimited(2));
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

    private sealed class SignInLease(RateLimitLease ofAddress, RateLimitLease ofAll) : IDisposable
    {
        public void Dispose()
        {
            ofAll.Dispose();
            ofAddress.Dispose();
        }
    }
}
