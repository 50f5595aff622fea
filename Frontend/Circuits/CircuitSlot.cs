using System.Threading.RateLimiting;

namespace Platform.Frontend.Circuits;

/// <summary>Represents a circuit's share of its visitor's limits, until it is disposed.</summary>
internal sealed class CircuitSlot(IReadOnlyList<RateLimitLease> leases) : IDisposable
{
    private int _isClaimed;
    private int _isFree;

    /// <summary>Returns true to the first caller, which becomes responsible for disposing it.</summary>
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
