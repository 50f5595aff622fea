using System.Threading.RateLimiting;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Limits the memory for the bodies that a user publishes, which are kept until their messages are stored. Bodies wait before they are read; small
/// ones do not, because the number of connections limits them.
/// </summary>
internal sealed class BodyMemoryLimit : IDisposable
{
    private const int Small = 64 * 1024;
    private const int Unit = 1024;
    private const int MaxBytes = 32 * 1024 * 1024;
    private const int MaxWaiting = 1024 * 1024 * 1024;

    private readonly PartitionedRateLimiter<Guid> _room = PartitionedRateLimiter.Create<Guid, Guid>(static user => RateLimitPartition.GetConcurrencyLimiter(
        user, static _ => new ConcurrencyLimiterOptions { PermitLimit = MaxBytes / Unit, QueueLimit = MaxWaiting / Unit }));

    /// <summary>Waits for memory for a body; null if it is small.</summary>
    /// <param name="user">The user.</param>
    /// <param name="length">The announced length; null if there is none.</param>
    /// <param name="limit">The maximum length of a body without an announced one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<RateLimitLease?> EnterAsync(Guid user, long? length, int limit, CancellationToken cancellationToken) =>
        length <= Small ? null : await _room.AcquireAsync(user, (int)(Math.Min(length ?? limit, limit) / Unit), cancellationToken);

    public void Dispose() => _room.Dispose();
}
