using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Loops;
using StackExchange.Redis;

namespace Platform.Broker.Queues;

/// <summary>
/// Wakes consumers that wait, in whichever gateway. Only queues that somebody waits for are told of, and what becomes ready while
/// one message is on its way goes with the next. Nothing waits for Redis: without it consumers look again by themselves.
/// </summary>
internal sealed class QueueSignals(IServiceProvider services, TimeProvider time, ILogger<QueueSignals> logger) : Loop(time, logger)
{
    /// <summary>The longest that a consumer waits, and some.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(35);

    private static readonly RedisChannel s_channel = new(ReadyQueues.Channel, RedisChannel.PatternMode.Literal);

    private readonly IConnectionMultiplexer? _redis = services.GetService<IConnectionMultiplexer>();
    private readonly ConcurrentDictionary<KnownQueue, int> _ready = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Messages of a queue have become ready; called once that is committed.</summary>
    public void Ready(KnownQueue queue, int messages)
    {
        queue.BecameReady();
        if (queue.IsWantedAt(Time.GetTimestamp()))
        {
            Tell(queue, messages);
        }
    }

    /// <summary>
    /// A consumer goes away empty-handed and waits. <paramref name="version"/> is what the queue's version was before it was looked
    /// into: what became ready since was not seen, and whoever made it ready did not see the consumer.
    /// </summary>
    public void Waits(KnownQueue queue, long version)
    {
        queue.Wants(Time.GetTimestamp() + (long)(s_longestWait.TotalSeconds * Time.TimestampFrequency));
        if (queue.Version != version)
        {
            Tell(queue, 1);
        }
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _wake.WaitAsync(cancellationToken);
            var signals = new List<QueueSignal>();
            foreach (KnownQueue queue in _ready.Keys)
            {
                if (_ready.TryRemove(queue, out int messages))
                {
                    signals.Add(new QueueSignal(queue.Definition.Name, messages));
                }
            }

            if (signals.Count > 0 && _redis is { IsConnected: true } redis)
            {
                byte[] body = JsonSerializer.SerializeToUtf8Bytes(
                    new ReadyQueues(signals), ContractsJson.Default.ReadyQueues);
                await redis.GetSubscriber().PublishAsync(s_channel, body);
            }
        }
    }

    private void Tell(KnownQueue queue, int messages)
    {
        _ready.AddOrUpdate(queue, messages, (_, sofar) => (int)Math.Min(int.MaxValue, (long)sofar + messages));
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already and has not yet looked.
        }
    }
}
