using Platform.Contracts.Messaging;
using StackExchange.Redis;

namespace Platform.ApiGateway.Queues;

/// <summary>
/// Wakes consumers that wait for messages. Broker publishes over Redis which queues have messages, and as many consumers are woken. While Redis is
/// unavailable, messages published through this gateway wake its own consumers, and each queue (not each consumer) is polled every second.
/// </summary>
internal sealed partial class QueueWaiters(IConnectionMultiplexer redis, TimeProvider time, ILogger<QueueWaiters> logger) : BackgroundService
{
    private static readonly RedisChannel s_channel = new(ReadyQueues.Channel, RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    /// <summary>The number of periods between two polls of a queue while signals arrive. Some of them may be lost.</summary>
    private const int SafetyPeriods = 5;

    private readonly Dictionary<string, WaitingConsumers> _queues = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private volatile bool _isLive;

    /// <summary>Registers a consumer. Must be called before the queue is checked, so that no signal in between is missed.</summary>
    public WaitingConsumer Enter(string queue)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(queue, out var waiting))
            {
                _queues.Add(queue, waiting = new WaitingConsumers());
            }

            waiting.Consumers++;
            return new WaitingConsumer(this, queue, waiting);
        }
    }

    /// <summary>Records messages that were published through this gateway.</summary>
    public void Published(string queue, int messages)
    {
        if (!_isLive)
        {
            Wake(queue, messages);
        }
    }

    /// <summary>Wakes up to a number of consumers of a queue, those that have waited longest first.</summary>
    public void Wake(string queue, int messages)
    {
        lock (_lock)
        {
            if (_queues.TryGetValue(queue, out var waiting))
            {
                waiting.Wake(messages);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isSubscribed = false;
        using var timer = new PeriodicTimer(s_period, time);
        try
        {
            for (var period = 0; ; period++)
            {
                if (!isSubscribed && redis.IsConnected)
                {
                    isSubscribed = await TrySubscribeAsync();
                }

                _isLive = isSubscribed && redis.IsConnected;
                if (!_isLive || period % SafetyPeriods == 0)
                {
                    WakeOneOfEach();
                }

                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<bool> TrySubscribeAsync()
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(s_channel, (_, message) => OnSignal(message)).WaitAsync(TimeSpan.FromSeconds(5), time);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            LogRedis(exception.Message);
            return false;
        }
    }

    private void OnSignal(RedisValue message)
    {
        try
        {
            var signals = System.Text.Json.JsonSerializer.Deserialize((byte[])message!, Contracts.ContractsJson.Default.ReadyQueues);
            foreach (var signal in signals?.Queues ?? [])
            {
                Wake(signal.Name, signal.Messages);
            }
        }
        catch (System.Text.Json.JsonException exception)
        {
            LogRedis(exception.Message);
        }
    }

    private void WakeOneOfEach()
    {
        lock (_lock)
        {
            foreach (var waiting in _queues.Values)
            {
                waiting.Wake(1);
            }
        }
    }

    private void Leave(string queue, WaitingConsumers waiting)
    {
        lock (_lock)
        {
            if (--waiting.Consumers == 0)
            {
                _queues.Remove(queue);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Signals cannot be received from Redis, consumers poll every second: {Reason}")]
    private partial void LogRedis(string reason);

    /// <summary>Represents one waiting consumer.</summary>
    internal sealed class WaitingConsumer(QueueWaiters owner, string queue, WaitingConsumers waiting) : IDisposable
    {
        private long _version = waiting.Version;

        /// <summary>Waits until there may be messages, or the time is over. Returns at once if there was a signal since the last call.</summary>
        public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
        {
            LinkedListNode<TaskCompletionSource> place;
            lock (owner._lock)
            {
                if (_version != waiting.Version)
                {
                    _version = waiting.Version;
                    return;
                }

                place = waiting.Places.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            try
            {
                await place.Value.Task.WaitAsync(longest, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // The consumer's time is over; it checks a last time.
            }
            finally
            {
                lock (owner._lock)
                {
                    if (place.List is not null)
                    {
                        waiting.Places.Remove(place);
                    }
                    else if (cancellationToken.IsCancellationRequested)
                    {
                        // Woken while it was leaving: the signal is passed on to the next one.
                        waiting.Wake(1);
                    }

                    _version = waiting.Version;
                }
            }
        }

        public void Dispose() => owner.Leave(queue, waiting);
    }

    internal sealed class WaitingConsumers
    {
        public int Consumers { get; set; }

        public long Version { get; private set; }

        public LinkedList<TaskCompletionSource> Places { get; } = new();

        public void Wake(int consumers)
        {
            Version++;
            for (var i = 0; i < consumers && Places.First is { } first; i++)
            {
                Places.Remove(first);
                first.Value.TrySetResult();
            }
        }
    }
}
