using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using RabbitMQ.Client;

namespace Platform.JobManager.Dispatch;

/// <summary>The durable queues; whoever needs them first declares them.</summary>
internal static class BrokerTopology
{
    /// <summary>The queues that jobs go through.</summary>
    public static IReadOnlyList<string> LaneQueues { get; } =
    [
        .. from lane in (string[])[JobQueues.ShortLane, JobQueues.LongLane]
           from priority in Enum.GetValues<JobPriority>()
           select JobQueues.ForLane(lane, priority),
    ];

    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        foreach (string queue in LaneQueues.Append(JobQueues.Reports))
        {
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments(), cancellationToken: cancellationToken);
        }
    }
}
