using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using RabbitMQ.Client;

namespace Platform.JobManager.Workers;

/// <summary>Publishes commands to the queues of their workers, through the default exchange.</summary>
internal sealed class WorkerCommandSender(RabbitMqConnection rabbit, WorkerCommands commands, TimeProvider time, ILogger<WorkerCommandSender> logger)
    : Loop(time, logger)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    protected override Task RunAsync(CancellationToken cancellationToken) => rabbit.RunAsync(SendAsync, cancellationToken);

    private async Task SendAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await foreach ((string workerId, WorkerCommand command) in commands.Waiting.ReadAllAsync(cancellationToken))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_timeout);
            byte[] body = JsonSerializer.SerializeToUtf8Bytes(command, ContractsJson.Default.WorkerCommand);
            var properties = new BasicProperties { ContentType = "application/json" };
            await channel.BasicPublishAsync(string.Empty, JobQueues.ForWorker(workerId), mandatory: false, properties, body, limit.Token);
        }
    }
}
