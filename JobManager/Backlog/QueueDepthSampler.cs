using Microsoft.Extensions.Options;
using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Loops;
using RabbitMQ.Client;

namespace Platform.JobManager.Backlog;

/// <summary>Samples how many messages wait in each queue.</summary>
internal sealed class QueueDepthSampler(
    RabbitMqConnection rabbit, BacklogFigures figures, IOptions<BacklogOptions> options, TimeProvider time, ILogger<QueueDepthSampler> logger)
    : Loop(time, logger)
{
    protected override Task RunAsync(CancellationToken cancellationToken) => rabbit.RunAsync(SampleAsync, cancellationToken);

    private async Task SampleAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await BrokerTopology.DeclareAsync(channel, cancellationToken);
        using var timer = new PeriodicTimer(options.Value.SampleInterval, Time);
        do
        {
            foreach (string queue in JobQueueNames.All.Append(JobQueues.Reports))
            {
                figures.Depths[queue] = await channel.MessageCountAsync(queue, cancellationToken);
            }

            figures.SampledDepths();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
