using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Platform.ApiGateway.Access;

/// <summary>
/// Makes the revocation of a session or key effective at once in all replicas: recorded here, and published to the others over Redis.
/// </summary>
/// <remarks>
/// While Redis is unavailable, other replicas look every credential up every few seconds, those of long requests, too. What was published meanwhile is
/// not sent again, so that they do so once more afterwards.
/// </remarks>
internal sealed partial class Revocations(IConnectionMultiplexer redis, TimeProvider time, ILogger<Revocations> logger) : BackgroundService
{
    private static readonly RedisChannel s_channel = new("identity.revocations", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);

    // As long as a cached answer lives (CallerCache).
    private static readonly TimeSpan s_unheard = TimeSpan.FromSeconds(8);

    // Nobody's id: some revocation could not be published.
    private static readonly Guid s_somebody = Guid.Empty;

    private readonly ConcurrentDictionary<Guid, long> _revoked = new();
    private readonly Dictionary<Guid, HashSet<Listener>> _listeners = [];
    private readonly Lock _lock = new();
    private long _anyoneAt = long.MinValue;
    private int _wasAway;
    private int _isUnsent;

    /// <summary>Checks whether any credential of the user may have been revoked since a timestamp (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public bool IsRevokedSince(Guid userId, long timestamp) =>
        Volatile.Read(ref _anyoneAt) >= timestamp || (_revoked.TryGetValue(userId, out var at) && at >= timestamp);

    /// <summary>Invalidates the cached answers for a user, in all replicas.</summary>
    public void Revoke(Guid userId)
    {
        Note(userId);
        _ = PublishAsync(userId);
    }

    /// <summary>Registers a callback for revocations of a user in any replica, and for times in which one may have been missed, until the result is disposed.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="onRevoked">
    /// The callback, which must be short because the revocation waits for it. Called after <see cref="IsRevokedSince"/> reports the
    /// revocation.
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
        var isSubscribed = false;
        var isHeard = false;
        var noted = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        redis.ConnectionRestored += OnRestored;
        try
        {
            do
            {
                if (!isSubscribed && redis.IsConnected)
                {
                    isSubscribed = await TrySubscribeAsync();
                }

                var wasHeard = isHeard;
                isHeard = isSubscribed && redis.IsConnected;
                if (isHeard ? Interlocked.Exchange(ref _wasAway, 0) != 0 || !wasHeard : time.GetElapsedTime(noted) >= s_unheard)
                {
                    noted = time.GetTimestamp();
                    NoteAnyone();
                }

                if (isHeard && Interlocked.Exchange(ref _isUnsent, 0) != 0)
                {
                    await PublishAsync(s_somebody);
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
        finally
        {
            redis.ConnectionRestored -= OnRestored;
        }
    }

    // Of an absence between two rounds, too.
    private void OnRestored(object? sender, ConnectionFailedEventArgs restored) => Volatile.Write(ref _wasAway, 1);

    private void NoteAnyone()
    {
        Volatile.Write(ref _anyoneAt, time.GetTimestamp());
        Listener[] all;
        lock (_lock)
        {
            all = [.. _listeners.Values.SelectMany(static listeners => listeners)];
        }

        foreach (var listener in all)
        {
            listener.OnRevoked();
        }
    }

    private void Note(Guid userId)
    {
        if (userId == s_somebody)
        {
            NoteAnyone();
            return;
        }

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
            // Whose it was need not be kept, however many there are until Redis is back.
            Volatile.Write(ref _isUnsent, 1);
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
