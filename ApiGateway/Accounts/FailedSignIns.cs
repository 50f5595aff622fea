using System.Net;
using Microsoft.Extensions.Caching.Memory;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Accounts;

/// <summary>
/// Locks an address out of an account for a while after failed attempts. By address, so that nobody can lock the owner out, and regardless of whether
/// the account exists, so that nobody learns that.
/// </summary>
/// <remarks>Each replica counts for itself.</remarks>
internal sealed class FailedSignIns(IConfiguration configuration, TimeProvider time) : IDisposable
{
    private const int MaxPairs = 100_000;

    private readonly int _attempts = configuration.GetValue("Identity:LockoutAttempts", 10);
    private readonly TimeSpan _lock = configuration.GetValue("Identity:LockoutTime", TimeSpan.FromMinutes(5));
    private readonly MemoryCache _failures = new(new MemoryCacheOptions { SizeLimit = MaxPairs });

    /// <summary>Gets how long the address is locked out of the account; null if it is not.</summary>
    public TimeSpan? LockedFor(string account, IPAddress? address) =>
        _failures.TryGetValue(KeyOf(account, address), out FailureCounter? failures) && Volatile.Read(ref failures!.Count) >= _attempts
            ? _lock - time.GetElapsedTime(Volatile.Read(ref failures.LastAt)) is { Ticks: > 0 } left ? left : null
            : null;

    /// <summary>Counts a wrong password or code.</summary>
    public void Add(string account, IPAddress? address)
    {
        var failures = _failures.GetOrCreate(KeyOf(account, address), entry =>
        {
            entry.Size = 1;
            entry.SlidingExpiration = _lock;
            return new FailureCounter();
        })!;
        Volatile.Write(ref failures.LastAt, time.GetTimestamp());
        Interlocked.Increment(ref failures.Count);
    }

    /// <summary>Clears the failures after a correct password.</summary>
    public void Clear(string account, IPAddress? address) => _failures.Remove(KeyOf(account, address));

    /// <summary>Creates the response for an address that is locked out.</summary>
    public static ApiProblem LockedOut(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "locked_out", "Too many failed attempts from this address; the account is locked for it for a while.")
        {
            RetryAfterSeconds = Math.Max(1, wait.TotalSeconds),
        };

    public void Dispose() => _failures.Dispose();

    private static (TextHash Account, TextHash Address) KeyOf(string account, IPAddress? address) => (TextHash.Of(EmailAddress.Key(account) ?? ""), TextHash.Of(address?.ToString() ?? ""));

    private sealed class FailureCounter
    {
        public int Count;
        public long LastAt;
    }
}
