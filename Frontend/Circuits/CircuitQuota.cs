using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Platform.Frontend.Circuits;

/// <summary>Limits how many circuits each user and each address may have open, and may open per minute.</summary>
internal sealed class CircuitQuota : IDisposable
{
    // A connection exists before its circuit, and a page that is reloaded has two for a moment.
    private const int ConnectionsPerCircuit = 2;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly AsyncLocal<CircuitSlot?> _offered = new();
    private readonly Bound[] _bounds;
    private readonly Bound[] _connections;
    private readonly CircuitMetrics _metrics;

    public CircuitQuota(IOptions<CircuitLimits> options, CircuitMetrics metrics)
    {
        var limits = options.Value;
        _metrics = metrics;
        _bounds =
        [
            AtATime(CircuitMetrics.User, static visitor => visitor.User, limits.PerUser),
            AtATime(CircuitMetrics.Address, static visitor => visitor.Address, limits.PerAddress),
            InAMinute(CircuitMetrics.NewOfUser, static visitor => visitor.User, limits.NewPerUserPerMinute),
            InAMinute(CircuitMetrics.NewOfAddress, static visitor => visitor.Address, limits.NewPerAddressPerMinute),
        ];
        _connections =
        [
            AtATime(CircuitMetrics.Connections, static visitor => visitor.User, limits.PerUser * ConnectionsPerCircuit),
            AtATime(CircuitMetrics.Connections, static visitor => visitor.Address, limits.PerAddress * ConnectionsPerCircuit),
        ];
    }

    /// <summary>Checks whether a visitor may connect: there is a slot for a new page, or a disconnected page may be reconnecting.</summary>
    public bool HasRoom(CircuitVisitor visitor)
    {
        if (MayComeBack(visitor) || Array.Find(_bounds, bound => bound.IsUsedUp(visitor)) is not { } reached)
        {
            return true;
        }

        _metrics.Refused(reached.Name);
        return false;
    }

    /// <summary>Acquires a slot for a new circuit; null if there is none.</summary>
    public CircuitSlot? TryTake(CircuitVisitor visitor) => TryTake(_bounds, visitor);

    /// <summary>Acquires a slot for a connection; null if there is none.</summary>
    public CircuitSlot? TryConnect(CircuitVisitor visitor) => TryTake(_connections, visitor);

    /// <summary>Reserves a slot for the next circuit that is created in this asynchronous flow.</summary>
    public void Offer(CircuitSlot slot) => _offered.Value = slot;

    /// <summary>Takes the reserved slot of a circuit, which the caller then has to dispose; null if there is none.</summary>
    public CircuitSlot? Claim() => _offered.Value is { } slot && slot.TryClaim() ? slot : null;

    public void Dispose()
    {
        foreach (var bound in (Bound[])[.. _bounds, .. _connections])
        {
            bound.Limiter.Dispose();
        }
    }

    private static Bound AtATime(string name, Func<CircuitVisitor, string?> keyOf, int most) => new(
        name,
        keyOf,
        most,
        PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 }), StringComparer.Ordinal));

    private static Bound InAMinute(string name, Func<CircuitVisitor, string?> keyOf, int most) => new(
        name,
        keyOf,
        most,
        PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = s_window, QueueLimit = 0 }), StringComparer.Ordinal));

    private bool MayComeBack(CircuitVisitor visitor)
    {
        var which = visitor.User is null ? 1 : 0;
        return _connections[which].Taken(visitor) < _bounds[which].Taken(visitor);
    }

    private CircuitSlot? TryTake(Bound[] bounds, CircuitVisitor visitor)
    {
        var leases = new List<RateLimitLease>(bounds.Length);
        foreach (var bound in bounds)
        {
            if (bound.KeyOf(visitor) is not { } key)
            {
                continue;
            }

            var lease = bound.Limiter.AttemptAcquire(key);
            leases.Add(lease);
            if (!lease.IsAcquired)
            {
                leases.ForEach(static taken => taken.Dispose());
                _metrics.Refused(bound.Name);
                return null;
            }
        }

        return new CircuitSlot(leases);
    }

    private sealed record Bound(string Name, Func<CircuitVisitor, string?> KeyOf, int Most, PartitionedRateLimiter<string> Limiter)
    {
        public bool IsUsedUp(CircuitVisitor visitor) => Left(visitor) <= 0;

        public long Taken(CircuitVisitor visitor) => Most - Left(visitor);

        private long Left(CircuitVisitor visitor) => KeyOf(visitor) is { } key ? Limiter.GetStatistics(key)?.CurrentAvailablePermits ?? Most : Most;
    }
}
