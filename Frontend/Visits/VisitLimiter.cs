using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Platform.Frontend.Circuits;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.Frontend.Visits;

/// <summary>Limits how many reports are taken from an address in a minute.</summary>
internal sealed class VisitLimiter(IOptions<VisitOptions> options, IOptions<VisitorOptions> visitors) : IDisposable
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.PerAddressPerMinute, Window = s_window, QueueLimit = 0 }),
        StringComparer.Ordinal);

    /// <summary>Checks whether a report may be taken, and counts it.</summary>
    public bool Permits(HttpContext context)
    {
        var visitor = CircuitVisitor.Of(context, visitors.Value);
        using var lease = _limiter.AttemptAcquire(visitor.Address ?? visitor.User ?? "");
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
