using Microsoft.Extensions.Options;
using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using RabbitMQ.Client;

namespace Platform.JobManager.Backlog;

/// <summary>Samples the number of waiting messages in each RabbitMQ queue.</summary>
internal sealed class QueueDepthSampler(
    RabbitMqConnection rabbit, BacklogFigures figures, IOptions<BacklogOptions> options, TimeProvider time, ILogger<QueueDepthSampler> logger)
    : Loop(time, logger)
{
    protected override Task RunAsync(CancellationToken cancellationToken) => rabbit.RunAsync(SampleAsync, cancellationToken);

    private async Task SampleAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await RabbitMqTopology.DeclareAsync(channel, cancellationToken);
        using var timer = new PeriodicTimer(options.Value.SampleInterval, Time);
        do
        {
            foreach (var queue in JobQueues.All)
            {
                figures.Depths[queue] = await channel.MessageCountAsync(queue, cancellationToken);
            }

            figures.MarkDepthsSampled();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
