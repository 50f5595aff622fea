using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Keeps the process of one instance running: starts it, watches its health, starts it again when it crashes, stops it in order.</summary>
internal sealed partial class InstanceRunner(IResource resource, int instance, RunnerServices services) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // A process that ran this long did start well: its next crash is a new story.
    private static readonly TimeSpan GoodRun = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _command = new(1, 1);
    private readonly ILogger _logger = services.Loggers.GetLogger(ResourceInstances.Ids(resource)[instance]);
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private int _starts;

    public string Id { get; } = ResourceInstances.Ids(resource)[instance];

    public IResource Resource => resource;

    /// <summary>Starts it, unless it runs, and returns when it does or cannot.</summary>
    public async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        await _command.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_run.IsCompleted)
            {
                return true;
            }

            _stop = new CancellationTokenSource();
            var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _run = RunAsync(started, _stop.Token);
            return await started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _command.Release();
        }
    }

    /// <summary>Stops it, and leaves it stopped; returns when no process is left.</summary>
    public async Task StopAsync()
    {
        await _command.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _run.ConfigureAwait(false);
        }
        finally
        {
            _command.Release();
        }
    }

    public void Dispose()
    {
        _command.Dispose();
        _stop.Dispose();
    }

    public Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
        => services.Notifications.PublishUpdateAsync(resource, Id, change);

    public async Task FailAsync(string message)
    {
        services.Loggers.Write(Id, message, isError: true);
        await PublishAsync(s => s with { State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error), WaitingFor = null, Failure = message }).ConfigureAwait(false);
    }

    private async Task RunAsync(TaskCompletionSource<bool> started, CancellationToken stop)
    {
        var crashes = 0;
        try
        {
            while (true)
            {
                await PublishAsync(s => s with { State = KnownResourceStates.Starting, WaitingFor = null, Failure = null, IsReady = false }).ConfigureAwait(false);
                var begun = services.Time.GetTimestamp();
                if (await RunOnceAsync(started, stop).ConfigureAwait(false) is not { } code)
                {
                    return;
                }

                crashes = services.Time.GetElapsedTime(begun) >= GoodRun ? 0 : crashes;
                var pause = TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Min(crashes, 10), LongestPause.Ticks));
                crashes++;
                Log.StartsAgain(_logger, code, pause.TotalSeconds);
                await Task.Delay(pause, services.Time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await PublishAsync(s => s with { State = KnownResourceStates.Exited, ProcessId = null, IsReady = false }).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await FailAsync(exception is DistributedApplicationException ? exception.Message : $"'{resource.Name}' cannot start: {exception.Message}").ConfigureAwait(false);
        }
        finally
        {
            started.TrySetResult(false);
        }
    }

    /// <summary>Runs the process once; null when it has not to be started again.</summary>
    private async Task<int?> RunOnceAsync(TaskCompletionSource<bool> started, CancellationToken stop)
    {
        var plan = await services.Planner.PlanAsync(resource, instance, _logger, stop).ConfigureAwait(false);
        if (plan.Notice is { } notice)
        {
            services.Loggers.Write(Id, notice, isError: false);
        }

        await plan.PrepareAsync(stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        int code;

        // The servers write their ordinary log to the error stream.
        void Write(string line, bool isError) => services.Loggers.Write(Id, line, isError && resource is not ContainerResource);
        await using (var child = ChildProcess.Start(plan, services.Guardian, Write))
        {
            await PublishRunningAsync(plan, child.Id).ConfigureAwait(false);
            started.TrySetResult(true);
            using var health = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var watch = services.Health.RunAsync(resource, instance, _logger, health.Token);
            try
            {
                code = await child.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await PublishAsync(s => s with { State = KnownResourceStates.Stopping, IsReady = false }).ConfigureAwait(false);
                code = await child.StopAsync(services.StopTimeout).ConfigureAwait(false);
            }

            await health.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
        }

        var again = !stop.IsCancellationRequested && services.StartsAgain(resource, code);
        var state = stop.IsCancellationRequested ? KnownResourceStates.Exited
            : again ? KnownResourceStates.Starting
            : code == 0 ? KnownResourceStates.Finished : KnownResourceStates.Exited;
        await PublishAsync(s => s with
        {
            State = new(state, code == 0 || stop.IsCancellationRequested ? null : KnownResourceStateStyles.Error),
            ExitCode = code,
            ProcessId = null,
            IsReady = false,
            StopTimeStamp = services.Time.GetUtcNow().UtcDateTime,
        }).ConfigureAwait(false);
        return again ? code : null;
    }

    private Task PublishRunningAsync(ProcessPlan plan, int processId)
    {
        var restarts = _starts++;
        return PublishAsync(s => s with
        {
            State = new(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            ProcessId = processId,
            Restarts = restarts,
            ExitCode = null,
            StartTimeStamp = services.Time.GetUtcNow().UtcDateTime,
            StopTimeStamp = null,
            HealthReports = HealthWatch.Unchecked(resource),
            Properties = [new("executable.pid", processId), .. plan.Properties],
            EnvironmentVariables = [.. plan.Environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value, true))],
            SecretVariables = plan.SecretVariables.ToImmutableHashSet(StringComparer.Ordinal),
        });
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "ended with code {Code}; starts again in {Seconds:0.0} s")]
        public static partial void StartsAgain(ILogger logger, int code, double seconds);
    }
}
