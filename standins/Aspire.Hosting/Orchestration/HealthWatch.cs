using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Checks the health of running instances: often (to 0.3 s) until it is well for the first time, for others wait for that;
/// every 30 s from then on, and while it is unwell soon and ever more slowly (to 5 s).
/// </summary>
internal sealed partial class HealthWatch(HealthCheckService checks, ResourceNotificationService notifications, IDistributedApplicationEventing events, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestInStart = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhenHealthy = TimeSpan.FromSeconds(30);

    public static ImmutableArray<HealthReportSnapshot> Unchecked(IResource resource)
        => [.. Keys(resource).Select(key => new HealthReportSnapshot(key, null, null, null))];

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(IResource resource, int instance, ILogger logger, CancellationToken cancellationToken)
    {
        HttpHealthCheck.Instance.Value = instance;
        var id = ResourceInstances.Ids(resource)[instance];
        var keys = Keys(resource).ToHashSet(StringComparer.Ordinal);
        var announced = false;
        var delay = First;
        try
        {
            while (true)
            {
                var healthy = keys.Count == 0 || await CheckAsync(resource, id, keys, cancellationToken).ConfigureAwait(false);
                if (healthy && !announced)
                {
                    announced = await AnnounceAsync(resource, id, logger, cancellationToken).ConfigureAwait(false);
                }

                if (announced && keys.Count == 0)
                {
                    return;
                }

                delay = healthy && announced ? WhenHealthy : Longer(delay, announced ? Longest : LongestInStart);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
                if (delay == WhenHealthy)
                {
                    delay = First;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The instance does not run any more.
        }
    }

    private static TimeSpan Longer(TimeSpan delay, TimeSpan longest) => TimeSpan.FromTicks(Math.Min((long)(delay.Ticks * 1.5), longest.Ticks));

    private static IEnumerable<string> Keys(IResource resource) => resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key);

    private async Task<bool> CheckAsync(IResource resource, string id, HashSet<string> keys, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(r => keys.Contains(r.Name), cancellationToken).ConfigureAwait(false);
        var at = time.GetUtcNow().UtcDateTime;
        ImmutableArray<HealthReportSnapshot> reports =
            [.. report.Entries.Select(e => new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.Message) { LastRunAt = at })];
        await notifications.PublishUpdateAsync(resource, id, s => s with { HealthReports = reports }).ConfigureAwait(false);
        return report.Status == HealthStatus.Healthy && report.Entries.Count == keys.Count;
    }

    private async Task<bool> AnnounceAsync(IResource resource, string id, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await events.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.HandlerFailed(logger, exception);
            return false;
        }

        await notifications.PublishUpdateAsync(resource, id, s => s with { IsReady = true }).ConfigureAwait(false);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "what has to follow its start failed, and is tried again:")]
        public static partial void HandlerFailed(ILogger logger, Exception exception);
    }
}
