using StackExchange.Redis;

namespace Platform.ServiceDefaults.Connections;

/// <summary>Counts the connections of the Redis client from its first use on.</summary>
internal sealed class RedisConnections : IConnectionSource
{
    private IConnectionMultiplexer? _client;
    private long _errors;

    public string Protocol => "redis";

    /// <summary>Starts to count the connections of a client. The client is not created for this, because creating it connects.</summary>
    public void Watch(IConnectionMultiplexer client)
    {
        if (Interlocked.CompareExchange(ref _client, client, null) is null)
        {
            client.ConnectionFailed += (_, _) => Interlocked.Increment(ref _errors);
        }
    }

    public ConnectionCounts Read()
    {
        if (_client is not { } client)
        {
            return default;
        }

        var counters = client.GetCounters();
        var (commands, subscriptions) = (counters.Interactive.SocketCount, counters.Subscription.SocketCount);
        var opened = commands + subscriptions;
        var active = client.IsConnected ? Math.Min(commands, 1) + Math.Min(subscriptions, 1) : 0;
        return new(active, opened, opened - active, Interlocked.Read(ref _errors));
    }
}
