using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Loops;

/// <summary>Runs short rounds of background work with a pause between them.</summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives the failures.</param>
public abstract class PeriodicLoop(TimeProvider time, ILogger logger) : Loop(time, logger)
{
    /// <summary>Gets the pause after a round that found nothing more to do.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>Runs one round. Returns true if there is more to do at once.</summary>
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
