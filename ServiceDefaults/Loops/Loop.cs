using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Loops;

/// <summary>Runs background work until the service stops: when it fails or returns, it is started again after a growing delay.</summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives the failures.</param>
public abstract partial class Loop(TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_maxPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_stable = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = logger;

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Runs until the token is cancelled. It may return early or throw, and is then run again.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Logs a failure after which the work continues.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="pause">The delay before the next run.</param>
    protected void LogFailure(Exception exception, TimeSpan pause) => Failed(exception, GetType().Name, pause.TotalSeconds);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Work for many jobs at once belongs to no trace; without this, the database and broker clients would start one for each statement and
        // message. Spans of single jobs name their parents explicitly.
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
                LogFailure(exception, pause);
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

            pause = pause * 2 > s_maxPause ? s_maxPause : pause * 2;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Loop} failed and continues in {PauseSeconds} s", EventName = "loop_failed")]
    private partial void Failed(Exception exception, string loop, double pauseSeconds);
}
