using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Loops;
using StackExchange.Redis;

namespace Platform.Broker.Queues;

/// <summary>
/// Wakes waiting consumers in all gateways over Redis. Only queues with waiting consumers are signalled, and signals that accumulate while one is
/// sent are sent together. This is best effort: without Redis, consumers poll.
/// </summary>
internal sealed class QueueSignals(IConnectionMultiplexer redis, TimeProvider time, ILogger<QueueSignals> logger) : Loop(time, logger)
{
    /// <summary>A little more than the longest time that a consumer waits.</summary>
    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(35);

    private static readonly RedisChannel s_channel = new(ReadyQueues.Channel, RedisChannel.PatternMode.Literal);

    private readonly ConcurrentDictionary<KnownQueue, int> _ready = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Signals that messages of a queue became ready; to be called after the commit.</summary>
    public void Ready(KnownQueue queue, int messages)
    {
        queue.IncrementVersion();
        if (queue.HasWaitingConsumers(Time.GetTimestamp()))
        {
            Send(queue, messages);
        }
    }

    /// <summary>
    /// Records that a consumer found no message and waits. If the version of the queue is not the <paramref name="version"/> from before the
    /// claim, messages became ready that neither the claim nor the signal took into account: the consumer is signalled at once.
    /// </summary>
    public void ConsumerWaits(KnownQueue queue, long version)
    {
        queue.SetConsumersWaitUntil(Time.GetTimestamp() + (long)(s_maxWait.TotalSeconds * Time.TimestampFrequency));
        if (queue.Version != version)
        {
            Send(queue, 1);
        }
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _wake.WaitAsync(cancellationToken);
            var signals = new List<QueueSignal>();
            foreach (var queue in _ready.Keys)
            {
                if (_ready.TryRemove(queue, out var messages))
                {
                    signals.Add(new QueueSignal(queue.Definition.Name, messages));
                }
            }

            if (signals.Count > 0 && redis.IsConnected)
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(
                    new ReadyQueues(signals), ContractsJson.Default.ReadyQueues);
                await redis.GetSubscriber().PublishAsync(s_channel, body);
            }
        }
    }

    private void Send(KnownQueue queue, int messages)
    {
        _ready.AddOrUpdate(queue, messages, (_, before) => (int)Math.Min(int.MaxValue, (long)before + messages));
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // The loop is awake already and will see this queue.
        }
    }
}
