using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace Platform.ApiGateway.Submission;

/// <summary>Looks up the addresses of a host name.</summary>
internal delegate Task<IPAddress[]> NameLookUp(string host, CancellationToken cancellationToken);

/// <summary>Resolves host names with a cache.</summary>
internal sealed class HostNames(NameLookUp lookUp) : IDisposable
{
    /// <summary>How long a request waits for all of its names together.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    // A look-up occupies a thread for as long as the resolver takes: a user who sends names that are never answered occupies this many.
    private const int MaxConcurrent = 16;
    private const int MaxBytes = 8 * 1024 * 1024;
    private const int BytesPerEntry = 400;
    private const int BytesPerAddress = 64;

    // Limited by bytes, because the owner of a name decides how many addresses it has.
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxBytes });
    private readonly PartitionedRateLimiter<Guid> _running = PartitionedRateLimiter.Create<Guid, Guid>(
        static user => RateLimitPartition.GetConcurrencyLimiter(user, static _ => new ConcurrencyLimiterOptions { PermitLimit = MaxConcurrent, QueueLimit = 2000 }));

    /// <summary>Resolves a name: empty if it has no address, null if the answer does not arrive in time.</summary>
    public async Task<IPAddress[]?> FindAsync(string host, Guid user, CancellationToken inTime)
    {
        if (host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal))
        {
            return [IPAddress.Loopback];
        }

        if (_known.TryGetValue(host, out IPAddress[]? known))
        {
            return known;
        }

        try
        {
            var turn = await _running.AcquireAsync(user, 1, inTime);
            if (turn.IsAcquired)
            {
                return await ResolveAsync(host, turn).WaitAsync(inTime);
            }

            turn.Dispose();
        }
        catch (OperationCanceledException) when (inTime.IsCancellationRequested)
        {
            // Not in time.
        }

        return null;
    }

    public void Dispose()
    {
        _known.Dispose();
        _running.Dispose();
    }

    /// <summary>
    /// Continues without a waiting request, as the resolver does: the slot is released with it, and its answer serves later requests.
    /// </summary>
    private async Task<IPAddress[]> ResolveAsync(string host, RateLimitLease turn)
    {
        using (turn)
        {
            IPAddress[] addresses;
            try
            {
                addresses = await lookUp(host, CancellationToken.None);
            }
            catch (Exception exception) when (exception is SocketException or ArgumentException)
            {
                // Not resolvable here and now: the job itself will fail if that does not change.
                addresses = [];
            }

            using var entry = _known.CreateEntry(host);
            entry.Size = BytesPerEntry + (sizeof(char) * host.Length) + (BytesPerAddress * addresses.Length);
            entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(30);
            entry.Value = addresses;
            return addresses;
        }
    }
}
