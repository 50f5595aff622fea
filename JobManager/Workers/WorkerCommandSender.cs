using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using RabbitMQ.Client;

namespace Platform.JobManager.Workers;

/// <summary>Publishes commands to the RabbitMQ queues of their workers.</summary>
internal sealed class WorkerCommandSender(RabbitMqConnection rabbit, WorkerCommands commands, TimeProvider time, ILogger<WorkerCommandSender> logger)
    : Loop(time, logger)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    protected override Task RunAsync(CancellationToken cancellationToken) => rabbit.RunAsync(SendAsync, cancellationToken);

    private async Task SendAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await foreach (var (workerId, command) in commands.Waiting.ReadAllAsync(cancellationToken))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_timeout);
            var body = JsonSerializer.SerializeToUtf8Bytes(command, ContractsJson.Default.WorkerCommand);
            var properties = new BasicProperties { ContentType = "application/json" };
            await channel.BasicPublishAsync(string.Empty, JobQueues.ForWorker(workerId), mandatory: false, properties, body, limit.Token);
        }
    }
}
