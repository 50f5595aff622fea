namespace Platform.JobManager.Hosting;

/// <summary>A <see cref="Loop"/> of short rounds with a pause between them.</summary>
internal abstract class PeriodicLoop(TimeProvider time, ILogger logger) : Loop(time, logger)
{
    /// <summary>Pause after a round that found nothing more to do.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>One round. True when there is more to do at once.</summary>
    protected abstract Task<bool> RoundAsync(CancellationToken cancellationToken);

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!await RoundAsync(cancellationToken))
            {
                await Task.Delay(Interval, Time, cancellationToken);
            }
        }
    }
}
