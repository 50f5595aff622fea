using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using RabbitMQ.Client;

namespace Platform.JobManager.Blocks;

/// <summary>Publishes blocks to RabbitMQ, one to a message.</summary>
internal sealed class BlockPublisher(RabbitMqConnection rabbit, BlockQueue queue, JobMetrics metrics, TimeProvider time, ILogger<BlockPublisher> logger) : Loop(time, logger)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    protected override Task RunAsync(CancellationToken cancellationToken) => rabbit.RunAsync(SendAsync, cancellationToken);

    private async Task SendAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await RabbitMqTopology.DeclareAsync(channel, cancellationToken);
        await foreach (var block in queue.Due.ReadAllAsync(cancellationToken))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_timeout);
            var body = JsonSerializer.SerializeToUtf8Bytes(new JobPack([block]), ContractsJson.Default.JobPack);
            var properties = new BasicProperties { ContentType = "application/json", Persistent = true };
            await channel.BasicPublishAsync(string.Empty, JobQueues.Blocks, mandatory: false, properties, body, limit.Token);
            metrics.Produced(JobQueues.Blocks);
        }
    }
}
