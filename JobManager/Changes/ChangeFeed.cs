using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using StackExchange.Redis;

namespace Platform.JobManager.Changes;

/// <summary>
/// Tells the changes of a commit to whoever streams them, in one message. Redis is a wire and never the truth:
/// nothing waits for it and nothing fails without it.
/// </summary>
internal sealed class ChangeFeed(IServiceProvider services)
{
    private static readonly RedisChannel s_channel = new(JobChanges.Channel, RedisChannel.PatternMode.Literal);

    private readonly IConnectionMultiplexer? _redis = services.GetService<IConnectionMultiplexer>();

    public void Publish(IReadOnlyList<JobChange> changes)
    {
        if (changes.Count == 0 || _redis is not { IsConnected: true } redis)
        {
            return;
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new JobChanges(changes), ContractsJson.Default.JobChanges);
        try
        {
            redis.GetSubscriber().Publish(s_channel, body, CommandFlags.FireAndForget);
        }
        catch (RedisException)
        {
            // The connection broke between the look and the call; the page polls until it is back.
        }
    }
}
