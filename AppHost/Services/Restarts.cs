using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.AppHost.Services;

/// <summary>Marks a resource that is restarted when it ends unexpectedly.</summary>
internal sealed class RestartAfterCrashAnnotation : IResourceAnnotation;

/// <summary>Restarts resources after a crash, with pauses that grow from 0.5 s to 30 s and are reset after some time without a crash.</summary>
internal sealed partial class Restarts(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService loggers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_minPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_maxPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_stableAfter = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, RunState> _runs = new(StringComparer.Ordinal);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (change.Resource.Annotations.OfType<RestartAfterCrashAnnotation>().Any())
            {
                Follow(change, _runs.GetOrAdd(change.ResourceId, _ => new RunState(loggers.GetLogger(change.Resource))), stoppingToken);
            }
        }
    }

    private void Follow(ResourceEvent change, RunState run, CancellationToken stoppingToken)
    {
        var state = change.Snapshot.State?.Text;
        if (state == KnownResourceStates.Running)
        {
            run.Started ??= time.GetTimestamp();
        }
        else if (state == KnownResourceStates.Stopping)
        {
            // This end was requested.
            run.Started = null;
        }
        else if ((state == KnownResourceStates.Exited || state == KnownResourceStates.Finished) && run.Started is { } started)
        {
            run.Started = null;
            run.Pause = time.GetElapsedTime(started) > s_stableAfter ? s_minPause : TimeSpan.FromTicks(Math.Min(run.Pause.Ticks * 2, s_maxPause.Ticks));
            _ = StartAsync(run, change.ResourceId, change.Snapshot.ExitCode, stoppingToken);
        }
    }

    private async Task StartAsync(RunState run, string id, int? exitCode, CancellationToken stoppingToken)
    {
        var pause = run.Pause;
        run.ReportRestart(exitCode, pause);
        await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stoppingToken.IsCancellationRequested
            && await commands.ExecuteCommandAsync(id, KnownResourceCommands.StartCommand, stoppingToken) is { Success: false } refused)
        {
            run.ReportRefusal(refused.Message);
        }
    }

    /// <summary>The current run of a resource, and the resource's own log.</summary>
    private sealed partial class RunState(ILogger logger)
    {
        /// <summary>The timestamp (<see cref="TimeProvider.GetTimestamp"/>) of the start; null where the resource is not running or was requested to stop.</summary>
        public long? Started { get; set; }

        public TimeSpan Pause { get; set; } = s_minPause / 2;

        public void ReportRestart(int? exitCode, TimeSpan pause) => LogRestart(exitCode, pause.TotalSeconds);

        public void ReportRefusal(string? reason) => LogRefused(reason);

        [LoggerMessage(1, LogLevel.Warning, "Resource ended unexpectedly with code {ExitCode}; restart in {Pause} s")]
        private partial void LogRestart(int? exitCode, double pause);

        [LoggerMessage(2, LogLevel.Error, "Resource could not be restarted: {Reason}")]
        private partial void LogRefused(string? reason);
    }
}

internal static class RestartExtensions
{
    /// <summary>Makes the orchestrator restart the resource when it ends unexpectedly.</summary>
    public static IResourceBuilder<T> RestartAfterCrash<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.WithAnnotation(new RestartAfterCrashAnnotation(), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Adds the service that restarts the marked resources.</summary>
    public static void AddRestarts(this IDistributedApplicationBuilder builder) => builder.Services.AddHostedService<Restarts>();
}
