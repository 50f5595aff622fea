using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using StackExchange.Redis;

namespace Platform.JobManager.Changes;

/// <summary>
/// Sends the changes of a commit to the gateways over Redis, in one message. This is best effort: no caller waits for Redis, and clients that
/// miss a change poll for it.
/// </summary>
internal sealed class ChangeFeed(IConnectionMultiplexer redis)
{
    private static readonly RedisChannel s_channel = new(JobChanges.Channel, RedisChannel.PatternMode.Literal);

    /// <summary>Publishes changes; does nothing while Redis is not connected.</summary>
    public void Publish(IReadOnlyList<JobChange> changes)
    {
        if (changes.Count == 0 || !redis.IsConnected)
        {
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new JobChanges(changes), ContractsJson.Default.JobChanges);
        try
        {
            redis.GetSubscriber().Publish(s_channel, body, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // The connection was lost after the check. Clients poll until it is back.
        }
    }
}
