using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Makes the revocation of a session or key effective at once in all replicas: recorded here, and published to the others over Redis.
/// </summary>
/// <remarks>While Redis is unavailable, other replicas notice when their cached answers are refreshed, a few seconds later.</remarks>
internal sealed partial class Revocations(IConnectionMultiplexer redis, TimeProvider time, ILogger<Revocations> logger) : BackgroundService
{
    private static readonly RedisChannel s_channel = new("identity.revocations", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, long> _revoked = new();
    private readonly Dictionary<Guid, HashSet<Listener>> _listeners = [];
    private readonly Lock _lock = new();

    /// <summary>Checks whether any credential of the user was revoked since a timestamp (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public bool IsRevokedSince(Guid userId, long timestamp) =>
        !_revoked.IsEmpty && _revoked.TryGetValue(userId, out var at) && at >= timestamp;

    /// <summary>Invalidates the cached answers for a user, in all replicas.</summary>
    public void Revoke(Guid userId)
    {
        Note(userId);
        _ = PublishAsync(userId);
    }

    /// <summary>Registers a callback for revocations of a user in any replica, until the result is disposed.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="onRevoked">
    /// The callback, which must be short because the revocation waits for it. Called after <see cref="IsRevokedSince"/> reports the revocation.
    /// </param>
    public IDisposable Listen(Guid userId, Action onRevoked)
    {
        var listener = new Listener(this, userId, onRevoked);
        lock (_lock)
        {
            if (!_listeners.TryGetValue(userId, out var all))
            {
                _listeners.Add(userId, all = []);
            }

            all.Add(listener);
        }

        return listener;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var subscribed = false;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            do
            {
                if (!subscribed && redis.IsConnected)
                {
                    subscribed = await TrySubscribeAsync();
                }

                foreach (var revoked in _revoked)
                {
                    if (time.GetElapsedTime(revoked.Value) > s_memory)
                    {
                        _revoked.TryRemove(revoked);
                    }
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void Note(Guid userId)
    {
        _revoked[userId] = time.GetTimestamp();
        Listener[] notified;
        lock (_lock)
        {
            notified = _listeners.TryGetValue(userId, out var all) ? [.. all] : [];
        }

        foreach (var listener in notified)
        {
            listener.OnRevoked();
        }
    }

    private void Leave(Listener listener)
    {
        lock (_lock)
        {
            if (_listeners.TryGetValue(listener.UserId, out var all) && all.Remove(listener) && all.Count == 0)
            {
                _listeners.Remove(listener.UserId);
            }
        }
    }

    private async Task<bool> TrySubscribeAsync()
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(s_channel, (_, message) =>
            {
                if (Guid.TryParse((string?)message, out var userId))
                {
                    Note(userId);
                }
            });
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            LogRedis(exception.Message);
            return false;
        }
    }

    private async Task PublishAsync(Guid userId)
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(s_channel, userId.ToString("N"));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            LogRedis(exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Revocations cannot be received from Redis: {Reason}")]
    private partial void LogRedis(string reason);

    private sealed class Listener(Revocations owner, Guid userId, Action onRevoked) : IDisposable
    {
        public Guid UserId { get; } = userId;

        public Action OnRevoked { get; } = onRevoked;

        public void Dispose() => owner.Leave(this);
    }
}
