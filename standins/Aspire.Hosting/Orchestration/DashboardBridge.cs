using System.Globalization;
using Aspire.Dashboard;
using Aspire.Dashboard.Resources;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Serves the resource dashboard, tells it what happens and does what it asks.</summary>
internal sealed class DashboardBridge : IResourceCommands, IAsyncDisposable
{
    private readonly ResourceCatalog _catalog = new();
    private readonly DashboardHost _host;
    private readonly ResourceNotificationService _notifications;
    private readonly Func<string, string, CancellationToken, Task<ExecuteCommandResult>> _execute;
    private readonly CancellationTokenSource _stopping = new();
    private Task _publishing = Task.CompletedTask;

    public DashboardBridge(OrchestratorOptions options, ResourceNotificationService notifications, ResourceLoggerService loggers, Func<string, string, CancellationToken, Task<ExecuteCommandResult>> execute, ILoggerFactory loggerFactory, TimeProvider time)
    {
        _notifications = notifications;
        _execute = execute;
        _host = new DashboardHost(
            new DashboardOptions { Port = options.DashboardPort, BrowserToken = options.BrowserToken, ApplicationName = options.ApplicationName, CommandTimeout = options.StopTimeout + TimeSpan.FromMinutes(1) },
            _catalog, loggers.Store, this, time, loggerFactory);
    }

    /// <summary>The address that signs a browser in.</summary>
    public Uri LoginUrl => _host.LoginUrl;

    /// <summary>Where telemetry is received.</summary>
    public OtlpTarget Otlp => new(_host.OtlpEndpoint.ToString().TrimEnd('/'), _host.OtlpApiKey);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new DistributedApplicationException($"The resource dashboard cannot start: {exception.Message}", exception);
        }

        _publishing = PublishAsync(_stopping.Token);
    }

    public Task<ResourceCommandResult> StartAsync(string resourceId, CancellationToken cancellationToken)
        => DoAsync(resourceId, KnownResourceCommands.StartCommand, cancellationToken);

    public Task<ResourceCommandResult> StopAsync(string resourceId, CancellationToken cancellationToken)
        => DoAsync(resourceId, KnownResourceCommands.StopCommand, cancellationToken);

    public Task<ResourceCommandResult> RestartAsync(string resourceId, CancellationToken cancellationToken)
        => DoAsync(resourceId, KnownResourceCommands.RestartCommand, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _publishing.ConfigureAwait(false);
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5)))
        {
            await _host.StopAsync(limit.Token).ConfigureAwait(false);
        }

        await _host.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static ResourceSnapshot Convert(ResourceEvent e)
    {
        var now = e.Snapshot;
        var replicas = e.Resource.GetReplicaCount();
        var state = now.State?.Text ?? KnownResourceStates.NotStarted;
        return new ResourceSnapshot
        {
            Id = e.ResourceId,
            Name = e.Resource.Name,
            DisplayName = replicas > 1 ? e.ResourceId : e.Resource.Name,
            Type = now.ResourceType,
            State = state,
            Health = now.HealthReports.Length == 0 ? null : Convert(now.HealthStatus),
            HealthReports = [.. now.HealthReports.Select(r => new Dashboard.Resources.HealthReportSnapshot(r.Name, Convert(r.Status), r.Description, r.ExceptionText, Utc(r.LastRunAt)))],
            Urls = [.. now.Urls.Select(u => new ResourceUrl(u.Name ?? "", u.Url, u.IsInternal, u.DisplayText))],
            ProcessId = now.ProcessId,
            ExitCode = now.ExitCode,
            Restarts = now.Restarts,
            StartedAt = Utc(now.StartTimeStamp),
            StoppedAt = Utc(now.StopTimeStamp),
            Environment = [.. now.EnvironmentVariables.Select(v => new ResourceEnvironmentVariable(v.Name, v.Value ?? "", now.SecretVariables.Contains(v.Name)))],
            Properties = [.. now.Properties.Select(p => new ResourceProperty(p.Name, System.Convert.ToString(p.Value, CultureInfo.InvariantCulture) ?? ""))],
            References = [.. e.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => r.Resource.Name).Distinct(StringComparer.Ordinal)],
            Parent = (e.Resource as IResourceWithParent)?.Parent.Name,
            WaitingFor = now.WaitingFor ?? now.Failure,
            Actions = ProcessPlanner.HasProcess(e.Resource) ? Actions(state) : ResourceActions.None,
        };
    }

    private static ResourceActions Actions(string state)
        => state == KnownResourceStates.Running ? ResourceActions.Stop | ResourceActions.Restart
            : state == KnownResourceStates.Starting || state == KnownResourceStates.Waiting ? ResourceActions.Stop
            : state == KnownResourceStates.Stopping ? ResourceActions.None
            : ResourceActions.Start;

    private static ResourceHealth? Convert(HealthStatus? status) => status switch
    {
        HealthStatus.Healthy => ResourceHealth.Healthy,
        HealthStatus.Degraded => ResourceHealth.Degraded,
        HealthStatus.Unhealthy => ResourceHealth.Unhealthy,
        _ => null,
    };

    private static DateTimeOffset? Utc(DateTime? at) => at is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var e in _notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!e.Snapshot.IsHidden)
                {
                    _catalog.Publish(Convert(e));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The dashboard stops.
        }
    }

    private async Task<ResourceCommandResult> DoAsync(string resourceId, string command, CancellationToken cancellationToken)
    {
        var result = await _execute(resourceId, command, cancellationToken).ConfigureAwait(false);
        return new ResourceCommandResult(result.Success, result.Message);
    }
}
