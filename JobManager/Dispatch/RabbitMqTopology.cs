using Platform.Contracts.Messaging;
using RabbitMQ.Client;

namespace Platform.JobManager.Dispatch;

/// <summary>Declares the durable queues of RabbitMQ. Each user of the queues calls it first, because none of them is known to start before the others.</summary>
internal static class RabbitMqTopology
{
    /// <summary>Declares all queues; existing ones are left as they are.</summary>
    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        foreach (var queue in JobQueues.All)
        {
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments(), cancellationToken: cancellationToken);
        }
    }
}
