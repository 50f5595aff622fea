using System.Threading.RateLimiting;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Room for what a user publishes: a body is held whole until its messages are stored. Those for which there is none wait before they
/// are read; small ones need none, whose number is bounded by that of connections.
/// </summary>
internal sealed class BodyRoom : IDisposable
{
    private const int Small = 64 * 1024;
    private const int Unit = 1024;
    private const int MaxBytes = 32 * 1024 * 1024;
    private const int MaxWaiting = 1024 * 1024 * 1024;

    private readonly PartitionedRateLimiter<Guid> _room = PartitionedRateLimiter.Create<Guid, Guid>(static user => RateLimitPartition.GetConcurrencyLimiter(
        user, static _ => new ConcurrencyLimiterOptions { PermitLimit = MaxBytes / Unit, QueueLimit = MaxWaiting / Unit }));

    /// <summary>Waits for room for a body; null when it needs none.</summary>
    /// <param name="user">Whose it is.</param>
    /// <param name="length">As announced; null when it is not.</param>
    /// <param name="limit">The most that is read when nothing is announced.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<RateLimitLease?> EnterAsync(Guid user, long? length, int limit, CancellationToken cancellationToken) =>
        length <= Small ? null : await _room.AcquireAsync(user, (int)(Math.Min(length ?? limit, limit) / Unit), cancellationToken);

    public void Dispose() => _room.Dispose();
}
