using System.Diagnostics;

namespace Platform.JobManager.Hosting;

/// <summary>Background work that survives every failure: it is started again after a growing pause until the service stops.</summary>
internal abstract class Loop(TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_stable = TimeSpan.FromSeconds(30);

    protected TimeProvider Time { get; } = time;

    protected ILogger Logger { get; } = logger;

    /// <summary>Runs until the token is cancelled; may return early or throw, and is then run again.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What runs for many jobs at once belongs to no trace; clients of the broker and the database would begin one for
        // each message and statement. Spans of single jobs name their parents themselves.
        using var untraced = new Activity(GetType().Name) { ActivityTraceFlags = ActivityTraceFlags.None };
        untraced.SetIdFormat(ActivityIdFormat.W3C).Start();
        TimeSpan pause = s_firstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            long started = Time.GetTimestamp();
            try
            {
                await RunAsync(stoppingToken);
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
                LoopLog.Failed(Logger, exception, GetType().Name, pause.TotalSeconds);
            }

            if (Time.GetElapsedTime(started) > s_stable)
            {
                pause = s_firstPause;
            }

            try
            {
                await Task.Delay(pause, Time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 > s_longestPause ? s_longestPause : pause * 2;
        }
    }
}
