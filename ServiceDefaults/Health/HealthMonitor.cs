using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using Platform.ServiceDefaults.Logs;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Health;

/// <summary>Runs every health check in the background, each with its own timeout, and keeps the last results.</summary>
internal sealed partial class HealthMonitor(
    IServiceScopeFactory scopes,
    IOptions<HealthCheckServiceOptions> checks,
    IOptions<HealthOptions> options,
    IEnumerable<Dependency> dependencies,
    TimeProvider time,
    ILogger<HealthMonitor> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, CheckResult> _results = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets when the service was started.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Gets the last result of each check by name.</summary>
    public IReadOnlyDictionary<string, CheckResult> Results => _results;

    /// <summary>Gets the worst status of all checks; healthy if there are none.</summary>
    public HealthStatus Status
    {
        get
        {
            var worst = HealthStatus.Healthy;
            foreach (var registration in checks.Value.Registrations)
            {
                var status = _results.TryGetValue(registration.Name, out var result) ? result.Status : HealthStatus.Unhealthy;
                worst = status < worst ? status : worst;
            }

            return worst;
        }
    }

    /// <summary>Waits until every check has run once.</summary>
    public Task WaitForFirstRoundAsync(CancellationToken cancellationToken) => _firstRound.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var loops = checks.Value.Registrations.Select(registration => new CheckLoop(registration, NotClosedOf(registration.Name))).ToArray();
        var firstRuns = Task.WhenAll(loops.Select(loop => loop.FirstRun.Task));
        var running = Task.WhenAll(loops.Select(loop => RunAsync(loop, stoppingToken)));
        await Task.WhenAny(firstRuns, running).ConfigureAwait(false);
        _firstRound.TrySetResult();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Func<bool> NotClosedOf(string checkName)
    {
        var dependency = dependencies.FirstOrDefault(dependency => dependency.Name == checkName);
        return () => dependency is { StateValue: not 0 };
    }

    private async Task RunAsync(CheckLoop loop, CancellationToken stoppingToken)
    {
        // Checks start with synchronous work, such as a client's first connect, which must not delay the others.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var result = await CheckAsync(loop.Registration, stoppingToken).ConfigureAwait(false);
            Keep(loop.Registration.Name, result);
            loop.FirstRun.TrySetResult();

            var ended = time.GetTimestamp();
            while (time.GetElapsedTime(ended) < PeriodAfter(result, loop) && !stoppingToken.IsCancellationRequested)
            {
                // In small steps: traffic may open the circuit at any time, and only this loop closes it again.
                var step = PeriodAfter(result, loop) - time.GetElapsedTime(ended);
                step = TimeSpan.FromMilliseconds(Math.Clamp(step.TotalMilliseconds, 10, 1000));
                await Task.Delay(step, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private TimeSpan PeriodAfter(CheckResult result, CheckLoop loop) => result.Status == HealthStatus.Healthy && !loop.IsCircuitNotClosed()
        ? options.Value.Period
        : options.Value.PeriodWhileFailing;

    private async Task<CheckResult> CheckAsync(HealthCheckRegistration registration, CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        var limit = registration.Timeout > TimeSpan.Zero ? registration.Timeout : options.Value.Timeout;
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
        HealthStatus status;
        string message;
        IReadOnlyDictionary<string, object> details = ReadOnlyDictionary<string, object>.Empty;
        try
        {
            // Checks run for as long as the process, and their spans would show nothing that their results do not.
            using var untraced = SuppressInstrumentationScope.Begin();
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var check = registration.Factory(scope.ServiceProvider);
                var result = await check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, either.Token)
                    .WaitAsync(either.Token).ConfigureAwait(false);
                (status, message, details) = (result.Status, result.Description ?? "", result.Data);
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            (status, message) = (registration.FailureStatus, FormattableString.Invariant($"no answer within {limit.TotalSeconds:0.###} s"));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            (status, message) = (registration.FailureStatus, "stopping");
        }
        catch (Exception exception)
        {
            (status, message) = (registration.FailureStatus, exception.Message);
        }

        return new CheckResult(status, Redaction.Clean(message), time.GetElapsedTime(started), time.GetUtcNow(), details);
    }

    private void Keep(string name, CheckResult result)
    {
        var before = _results.GetValueOrDefault(name)?.Status;
        _results[name] = result;
        if (before != result.Status && (before is not null || result.Status != HealthStatus.Healthy) && result.Message != "stopping")
        {
            Changed(result.Status == HealthStatus.Healthy ? LogLevel.Information : LogLevel.Warning, name, result.Status, result.Message);
        }
    }

    [LoggerMessage(EventId = 1, Message = "Health check {Check} is {Health}: {Reason}")]
    private partial void Changed(LogLevel level, string check, HealthStatus health, string reason);

    private sealed record CheckLoop(HealthCheckRegistration Registration, Func<bool> IsCircuitNotClosed)
    {
        public TaskCompletionSource FirstRun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
