using System.Threading.RateLimiting;

namespace Platform.Frontend.Circuits;

/// <summary>The place that a circuit takes of what its visitor may have.</summary>
internal sealed class CircuitPlace(IReadOnlyList<RateLimitLease> leases) : IDisposable
{
    private int _isClaimed;
    private int _isFree;

    /// <summary>Makes whoever calls it first the one that disposes it.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isFree, 1) == 0)
        {
            foreach (var lease in leases)
            {
                lease.Dispose();
            }
        }
    }
}
