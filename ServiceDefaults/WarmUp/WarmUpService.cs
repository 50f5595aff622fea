using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Logs;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.WarmUp;

/// <summary>
/// Runs the steps of the warm-up once the service answers, and keeps it from being ready until they have ended, for a limited time. A service whose
/// first requests are many would otherwise compile everything, and open all connections, while they wait.
/// </summary>
/// <remarks>
/// The start waits for nothing here. A step waits for its dependency, and one that fails is repeated; both go on after the service has become ready
/// without them.
/// </remarks>
internal sealed partial class WarmUpService(
    IEnumerable<IWarmUpStep> steps,
    IEnumerable<Dependency> dependencies,
    IOptions<WarmUpOptions> options,
    IHostApplicationLifetime lifetime,
    WarmUpMetrics metrics,
    TimeProvider time,
    ILogger<WarmUpService> logger) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause before a step is repeated: long enough that its failures alone do not open the circuit of its dependency.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(4);

    /// <summary>The maximum time for which steps wait and are repeated.</summary>
    private static readonly TimeSpan s_maxTime = TimeSpan.FromMinutes(2);

    // One step at a time: other services start at the same moment and need the processors, too.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile bool _isOver = options.Value.MaxDelay == TimeSpan.Zero || !steps.Any();

    /// <summary>Gets whether the service need not wait for its warm-up any more.</summary>
    public bool IsOver => _isOver;

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_isOver)
        {
            return;
        }

        // The work belongs to no trace, neither here nor where it arrives.
        using var untraced = new Activity(nameof(WarmUpService)) { ActivityTraceFlags = ActivityTraceFlags.None };
        untraced.SetIdFormat(ActivityIdFormat.W3C).Start();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);

        var begun = time.GetTimestamp();
        using var limit = new CancellationTokenSource(s_maxTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        var running = Task.WhenAll(steps.Select(step => RunAsync(step, either.Token)));
        await ((Task)running).WaitAsync(options.Value.MaxDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsCompleted && !stoppingToken.IsCancellationRequested)
        {
            Late(options.Value.MaxDelay.TotalSeconds);
        }

        _isOver = true;
        var missed = string.Join("; ", (await running.ConfigureAwait(false)).OfType<string>());
        if (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        var took = time.GetElapsedTime(begun);
        metrics.Record(took, missed.Length == 0);
        if (missed.Length == 0)
        {
            Done(took.TotalSeconds);
        }
        else
        {
            Missed(took.TotalSeconds, missed);
        }
    }

    /// <summary>Runs a step until it succeeds.</summary>
    /// <returns>The step with the reason if it did not succeed in time; null if it did.</returns>
    private async Task<string?> RunAsync(IWarmUpStep step, CancellationToken cancellationToken)
    {
        var reason = $"{step.Dependency} did not answer";
        try
        {
            await AnsweredAsync(step.Dependency, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    await step.RunAsync(cancellationToken).ConfigureAwait(false);
                    return null;
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    reason = Redaction.Clean(exception.Message);
                }
                finally
                {
                    _turn.Release();
                }

                await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return $"{step.Name}: {reason}";
        }
    }

    /// <summary>Waits for the first answer that a health check or a call has from a dependency.</summary>
    private async Task AnsweredAsync(string name, CancellationToken cancellationToken)
    {
        var dependency = dependencies.FirstOrDefault(dependency => dependency.Name == name);
        while (dependency is { HasAnswered: false })
        {
            await Task.Delay(s_look, time, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The service has warmed up in {Seconds:0.0} s.")]
    private partial void Done(double seconds);

    [LoggerMessage(2, LogLevel.Information, "The service is ready although it has not warmed up within {Seconds:0.0} s; that goes on.")]
    private partial void Late(double seconds);

    [LoggerMessage(3, LogLevel.Warning, "The service has not warmed up within {Seconds:0.0} s and goes on without: {Missed}")]
    private partial void Missed(double seconds, string missed);
}
