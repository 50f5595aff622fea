using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Loops;

/// <summary>Background work that survives every failure: it is started again after a growing pause until the service stops.</summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of failures.</param>
public abstract class Loop(TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_stable = TimeSpan.FromSeconds(30);

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Told of failures.</summary>
    protected ILogger Logger { get; } = logger;

    /// <summary>Runs until the token is cancelled; may return early or throw, and is then run again.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Tells of a failure after which the work goes on.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="pause">After how long.</param>
    protected void Tell(Exception exception, TimeSpan pause) => LoopLog.Failed(Logger, exception, GetType().Name, pause.TotalSeconds);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What runs for many at once belongs to no trace; clients of the broker and the database would begin one for
        // each message and statement. Spans of single jobs name their parents themselves.
        using var untraced = new Activity(GetType().Name) { ActivityTraceFlags = ActivityTraceFlags.None };
        untraced.SetIdFormat(ActivityIdFormat.W3C).Start();
        var pause = s_firstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = Time.GetTimestamp();
            try
            {
                await RunAsync(stoppingToken).ConfigureAwait(false);
                pause = s_firstPause;
                continue;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop is what keeps the service alive: no failure may end it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Tell(exception, pause);
            }

            if (Time.GetElapsedTime(started) > s_stable)
            {
                pause = s_firstPause;
            }

            try
            {
                await Task.Delay(pause, Time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 > s_longestPause ? s_longestPause : pause * 2;
        }
    }
}
