using Platform.Contracts.Messaging;
using Platform.JobManager.Kinds;
using RabbitMQ.Client;

namespace Platform.JobManager.Dispatch;

/// <summary>The durable queues; whoever needs them first declares them.</summary>
internal static class BrokerTopology
{
    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        foreach (string queue in JobQueueNames.All.Append(JobQueues.Reports))
        {
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments(), cancellationToken: cancellationToken);
        }
    }
}
