using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using StackExchange.Redis;

namespace Platform.ApiGateway.Events;

/// <summary>
/// Subscribes to JobManager's changes on Redis while there are listeners, and dispatches each change to the listeners of its job or owner.
/// </summary>
internal sealed partial class ChangeSubscriber(IConnectionMultiplexer redis, TimeProvider time, ILogger<ChangeSubscriber> logger) : BackgroundService
{
    private static readonly RedisChannel s_channel = new(JobChanges.Channel, RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan s_checkPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<ChangeListener, byte>> _byJob = new();
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<ChangeListener, byte>> _byOwner = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private int _listeners;
    private volatile bool _isLive;

    /// <summary>Gets whether changes are being received; else the state has to be polled.</summary>
    public bool IsLive => _isLive;

    public ChangeListener ListenToJob(Guid jobId) => Add(new ChangeListener(jobId, null, Remove), _byJob, jobId);

    public ChangeListener ListenToOwner(Guid ownerId) => Add(new ChangeListener(null, ownerId, Remove), _byOwner, ownerId);

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isSubscribed = false;
        var lastWanted = time.GetTimestamp();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var isWanted = Volatile.Read(ref _listeners) > 0;
                var isConnected = redis.IsConnected;
                if (isWanted)
                {
                    lastWanted = time.GetTimestamp();
                }

                if (isWanted && isConnected && !isSubscribed)
                {
                    isSubscribed = await TryAsync(s => s.SubscribeAsync(s_channel, OnMessage));
                }
                else if (!isWanted && isSubscribed && time.GetElapsedTime(lastWanted) > s_linger)
                {
                    isSubscribed = !await TryAsync(s => s.UnsubscribeAsync(s_channel));
                }

                var isLive = isSubscribed && isConnected;
                if (isLive && !_isLive)
                {
                    // Changes in the meantime were not received.
                    ResyncAll();
                }

                _isLive = isLive;
                await _wake.WaitAsync(s_checkPeriod, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task<bool> TryAsync(Func<ISubscriber, Task> action)
    {
        try
        {
            await action(redis.GetSubscriber()).WaitAsync(TimeSpan.FromSeconds(5), time);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            LogRedis(exception.Message);
            return false;
        }
    }

    private ChangeListener Add(ChangeListener listener, ConcurrentDictionary<Guid, ConcurrentDictionary<ChangeListener, byte>> index, Guid key)
    {
        while (true)
        {
            var set = index.GetOrAdd(key, _ => new ConcurrentDictionary<ChangeListener, byte>());
            set[listener] = 0;

            // The set may have been removed as empty in the meantime.
            if (index.TryGetValue(key, out var current) && ReferenceEquals(current, set))
            {
                break;
            }
        }

        if (Interlocked.Increment(ref _listeners) == 1 && _wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Released already.
            }
        }

        return listener;
    }

    private void Remove(ChangeListener listener)
    {
        var (index, key) = listener.JobId is { } job ? (_byJob, job) : (_byOwner, listener.OwnerId!.Value);
        if (index.TryGetValue(key, out var set) && set.TryRemove(listener, out _))
        {
            Interlocked.Decrement(ref _listeners);
            if (set.IsEmpty)
            {
                index.TryRemove(new KeyValuePair<Guid, ConcurrentDictionary<ChangeListener, byte>>(key, set));
                foreach (var late in set.Keys)
                {
                    index.GetOrAdd(key, _ => new ConcurrentDictionary<ChangeListener, byte>())[late] = 0;
                }
            }
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue message)
    {
        // Under load batches of thousands of changes arrive; without listeners they are not parsed.
        if (Volatile.Read(ref _listeners) == 0)
        {
            return;
        }

        try
        {
            var changes = JsonSerializer.Deserialize((byte[])message!, ContractsJson.Default.JobChanges);
            foreach (var change in changes?.Changes ?? [])
            {
                Offer(_byJob, change.JobId, change);
                Offer(_byOwner, change.OwnerId, change);
            }
        }
        catch (JsonException exception)
        {
            LogMalformed(exception.Message);
            ResyncAll();
        }
    }

    private static void Offer(ConcurrentDictionary<Guid, ConcurrentDictionary<ChangeListener, byte>> index, Guid key, JobChange change)
    {
        if (index.TryGetValue(key, out var set))
        {
            foreach (var (listener, _) in set)
            {
                listener.Offer(change);
            }
        }
    }

    private void ResyncAll()
    {
        foreach (var listener in _byJob.Values.Concat(_byOwner.Values).SelectMany(s => s.Keys))
        {
            listener.RequestResync();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Changes cannot be received from Redis, event streams poll: {Reason}")]
    private partial void LogRedis(string reason);

    [LoggerMessage(2, LogLevel.Error, "Batch of changes cannot be read: {Reason}")]
    private partial void LogMalformed(string reason);
}
