using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Loops;

/// <summary>A <see cref="Loop"/> of short rounds with a pause between them.</summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of failures.</param>
public abstract class PeriodicLoop(TimeProvider time, ILogger logger) : Loop(time, logger)
{
    /// <summary>Pause after a round that found nothing more to do.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>One round. True when there is more to do at once.</summary>
    protected abstract Task<bool> RoundAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!await RoundAsync(cancellationToken).ConfigureAwait(false))
            {
                await Task.Delay(Interval, Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
