using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Lets a resource without a process share its parent's fate, such as a database that of its server.</summary>
internal sealed class PartRunner(IResource resource, RunnerServices services)
{
    private readonly string _id = ResourceInstances.Ids(resource)[0];
    private readonly ILogger _logger = services.Loggers.GetLogger(resource);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var parent = (resource as IResourceWithParent)?.Parent;
        try
        {
            while (true)
            {
                if (parent is not null)
                {
                    await services.Notifications.WaitForResourceAsync(parent.Name, IsUp, cancellationToken).ConfigureAwait(false);
                }

                await PublishAsync(KnownResourceStates.Running).ConfigureAwait(false);
                using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var health = services.Health.RunAsync(resource, 0, _logger, running.Token);
                if (parent is null)
                {
                    await health.ConfigureAwait(false);
                    return;
                }

                var down = await services.Notifications.WaitForResourceAsync(parent.Name, e => !IsUp(e), cancellationToken).ConfigureAwait(false);
                await running.CancelAsync().ConfigureAwait(false);
                await health.ConfigureAwait(false);
                await PublishAsync(down.Snapshot.State?.Text ?? KnownResourceStates.Waiting).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private static bool IsUp(ResourceEvent e) => e.Snapshot.State?.Text == KnownResourceStates.Running && e.Snapshot.IsReady;

    private Task PublishAsync(string state) => services.Notifications.PublishUpdateAsync(resource, _id, s => s with
    {
        State = state,
        IsReady = false,
        HealthReports = HealthWatch.Unchecked(resource),
        StartTimeStamp = state == KnownResourceStates.Running ? services.Time.GetUtcNow().UtcDateTime : s.StartTimeStamp,
    });
}
