using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Platform.ApiGateway.Access;

/// <summary>Makes the end of a session or key count at once in every replica: kept here, told to the others over Redis.</summary>
/// <remarks>With Redis away the other replicas notice when their cached answers are renewed, a few seconds later.</remarks>
internal sealed partial class Revocations(IConnectionMultiplexer redis, TimeProvider time, ILogger<Revocations> logger) : BackgroundService
{
    private static readonly RedisChannel s_channel = new("identity.revocations", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, long> _revoked = new();
    private readonly Dictionary<Guid, HashSet<Listener>> _listeners = [];
    private readonly Lock _lock = new();

    /// <summary>Whether anything of the user's was revoked since a moment (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public bool IsRevokedSince(Guid userId, long timestamp) =>
        !_revoked.IsEmpty && _revoked.TryGetValue(userId, out var at) && at >= timestamp;

    /// <summary>Cached answers about this user do not hold any more, here and elsewhere.</summary>
    public void Revoke(Guid userId)
    {
        Note(userId);
        _ = TellAsync(userId);
    }

    /// <summary>Has something done at each revocation of a user's, here or elsewhere, until it is disposed.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="heard">Has to be short: whoever revokes waits for it. Comes after <see cref="IsRevokedSince"/> tells of it.</param>
    public IDisposable Listen(Guid userId, Action heard)
    {
        var listener = new Listener(this, userId, heard);
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
        Listener[] told;
        lock (_lock)
        {
            told = _listeners.TryGetValue(userId, out var all) ? [.. all] : [];
        }

        foreach (var listener in told)
        {
            listener.Heard();
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

    private async Task TellAsync(Guid userId)
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

    [LoggerMessage(1, LogLevel.Warning, "Redis does not pass on revocations now: {Reason}")]
    private partial void LogRedis(string reason);

    private sealed class Listener(Revocations owner, Guid userId, Action heard) : IDisposable
    {
        public Guid UserId { get; } = userId;

        public Action Heard { get; } = heard;

        public void Dispose() => owner.Leave(this);
    }
}
