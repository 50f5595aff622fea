using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NativeServers;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts all resources at once, each as soon as what it waits for is there, and stops them in reverse.</summary>
internal sealed partial class Orchestrator(
    DistributedApplicationModel model,
    OrchestratorOptions options,
    DistributedApplicationOptions builderOptions,
    LocalStore store,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing events,
    DistributedApplicationExecutionContext executionContext,
    HealthCheckService checks,
    IServiceProvider services,
    IHostEnvironment environment,
    IConfiguration configuration,
    ILoggerFactory loggerFactory,
    TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ProcessGuardian _guardian = new();
    private readonly List<Task> _background = [];
    private Dictionary<IResource, List<InstanceRunner>> _runners = [];
    private DashboardBridge? _dashboard;
    private ConsoleReport? _console;
    private Task? _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await events.PublishAsync(new BeforeStartEvent(services, model), cancellationToken).ConfigureAwait(false);
        EndpointAllocator.Allocate(model.Resources, options.RandomizePorts);
        Directory.CreateDirectory(store.Folder);
        if (options.Dashboard)
        {
            _console = new ConsoleReport(model, notifications);
            _dashboard = new DashboardBridge(options, notifications, loggers, ExecuteAsync, loggerFactory, time);
            await _dashboard.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        ForwardLogs();
        try
        {
            await StartResourcesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        await events.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
        {
            return _stopped ??= StopAllAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        foreach (var runner in _runners.Values.SelectMany(r => r))
        {
            runner.Dispose();
        }

        _stopping.Dispose();
    }

    /// <summary>Does what a person or a test asks of an instance.</summary>
    public async Task<ExecuteCommandResult> ExecuteAsync(string resourceId, string command, CancellationToken cancellationToken)
    {
        var runner = _runners.Values.SelectMany(r => r).FirstOrDefault(r => r.Id == resourceId)
            ?? _runners.FirstOrDefault(r => string.Equals(r.Key.Name, resourceId, StringComparison.OrdinalIgnoreCase) && r.Value.Count == 1).Value?[0];
        if (runner is null)
        {
            return new ExecuteCommandResult { Success = false, Message = $"Resource '{resourceId}' not found, or it has no process of its own." };
        }

        if (command == KnownResourceCommands.StopCommand || command == KnownResourceCommands.RestartCommand)
        {
            await runner.StopAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (command == KnownResourceCommands.StartCommand || command == KnownResourceCommands.RestartCommand)
        {
            if (_stopping.IsCancellationRequested)
            {
                return new ExecuteCommandResult { Success = false, Message = "The application stops." };
            }

            if (!await runner.StartAsync(cancellationToken).ConfigureAwait(false))
            {
                notifications.TryGetCurrentState(runner.Id, out var now);
                return new ExecuteCommandResult { Success = false, Message = now?.Snapshot.Failure ?? $"'{resourceId}' ended at once." };
            }
        }
        else if (command != KnownResourceCommands.StopCommand)
        {
            return new ExecuteCommandResult { Success = false, Message = $"Command '{command}' not available for resource '{resourceId}'." };
        }

        return new ExecuteCommandResult { Success = true };
    }

    private async Task StartResourcesAsync(CancellationToken cancellationToken)
    {
        var processEnvironment = new ProcessEnvironment(executionContext, environment.IsDevelopment(), Otlp());
        var shared = new RunnerServices
        {
            Notifications = notifications,
            Loggers = loggers,
            Planner = new ProcessPlanner(processEnvironment, store, services.GetService<AppHostAssembly>()?.Value),
            Guardian = _guardian,
            Health = new HealthWatch(checks, notifications, events, services, time),
            Time = time,
            StopTimeout = options.StopTimeout,
            RunToCompletion = model.Resources.SelectMany(r => r.Annotations.OfType<WaitAnnotation>()).Where(w => w.WaitType == WaitType.WaitForCompletion).Select(w => w.Resource).ToHashSet(),
        };
        _runners = model.Resources.Where(ProcessPlanner.HasProcess)
            .ToDictionary(r => r, r => Enumerable.Range(0, r.GetReplicaCount()).Select(i => new InstanceRunner(r, i, shared)).ToList());
        foreach (var resource in model.Resources)
        {
            await PublishInitialAsync(resource).ConfigureAwait(false);
        }

        // What is missing is told before anything runs.
        await Task.WhenAll(_runners.Keys.Where(r => !r.HasAnnotationOfType<ExplicitStartupAnnotation>())
            .Select(r => CheckProgramsAsync(shared.Planner, r, cancellationToken))).ConfigureAwait(false);

        try
        {
            _guardian.Start();
        }
        catch (MissingProgramException exception)
        {
            throw new DistributedApplicationException(exception.Message, exception);
        }

        foreach (var resource in model.Resources)
        {
            if (_runners.TryGetValue(resource, out var runners))
            {
                if (!resource.HasAnnotationOfType<ExplicitStartupAnnotation>())
                {
                    _background.Add(StartResourceAsync(resource, runners));
                }
            }
            else
            {
                _background.Add(new PartRunner(resource, shared).RunAsync(_stopping.Token));
            }
        }

        if (_console is not null)
        {
            _background.Add(_console.ReportAsync(_dashboard?.LoginUrl, _stopping.Token));
        }
    }

    // Only what the file system tells: values that others give are not known yet.
    private static async Task CheckProgramsAsync(ProcessPlanner planner, IResource resource, CancellationToken cancellationToken)
    {
        if (resource is ContainerResource or ExecutableResource)
        {
            await planner.CheckAsync(resource, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StartResourceAsync(IResource resource, List<InstanceRunner> runners)
    {
        var token = _stopping.Token;
        try
        {
            var waits = resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name).Distinct(StringComparer.Ordinal).ToArray();
            if (waits.Length > 0)
            {
                await notifications.PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Waiting, WaitingFor = string.Join(", ", waits) }).ConfigureAwait(false);
                await notifications.WaitForDependenciesAsync(resource, token).ConfigureAwait(false);
            }

            await events.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), token).ConfigureAwait(false);
            if (resource is IResourceWithConnectionString)
            {
                await events.PublishAsync(new ConnectionStringAvailableEvent(resource, services), token).ConfigureAwait(false);
            }

            await events.PublishAsync(new BeforeResourceStartedEvent(resource, services), token).ConfigureAwait(false);
            await Task.WhenAll(runners.Select(r => r.StartAsync(token))).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The application stops before the resource could start.
        }
        catch (Exception exception)
        {
            foreach (var runner in runners)
            {
                await runner.FailAsync(exception.Message).ConfigureAwait(false);
            }
        }
    }

    private async Task StopAllAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(StopOrder.Stops(_runners.Keys, resource => Task.WhenAll(_runners[resource].Select(r => r.StopAsync())))).ConfigureAwait(false);
        await Task.WhenAll(_background).ConfigureAwait(false);
        await _guardian.DisposeAsync().ConfigureAwait(false);
        if (_dashboard is not null)
        {
            await _dashboard.DisposeAsync().ConfigureAwait(false);
        }

        if (_console is not null)
        {
            await _console.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task PublishInitialAsync(IResource resource)
    {
        var ids = ResourceInstances.Ids(resource);
        return Task.WhenAll(ids.Select((id, instance) => notifications.PublishUpdateAsync(resource, id, s => s with
        {
            CreationTimeStamp = time.GetUtcNow().UtcDateTime,
            IsHidden = resource is ParameterResource,
            Urls = ResourceUrls.Of(resource, instance),
            State = resource.HasAnnotationOfType<ExplicitStartupAnnotation>() ? KnownResourceStates.NotStarted : s.State,
        })));
    }

    private OtlpTarget? Otlp() => _dashboard?.Otlp
        ?? (configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] is { Length: > 0 } url ? new OtlpTarget(url, configuration["AppHost:OtlpApiKey"]) : null);

    private void ForwardLogs()
    {
        if (_console is { } console)
        {
            loggers.Written += (id, line) => console.Write(id, line.Content);
        }

        if (builderOptions.EnableResourceLogging)
        {
            loggers.Written += (id, line) => ResourceLine(
                loggerFactory.CreateLogger($"{options.ApplicationName}.Resources.{id}"), line.IsErrorMessage ? LogLevel.Error : LogLevel.Information, line.Content);
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Line}")]
    private static partial void ResourceLine(ILogger logger, LogLevel level, string line);
}
