using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Drain;

/// <summary>
/// Lets a service that is told to end answer for a while although it is not ready any more. Requests that a balancer sends before it has noticed would
/// otherwise meet a closed port.
/// </summary>
internal sealed partial class DrainService(
    IOptions<DrainOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<DrainService> logger) : IHostedLifecycleService
{
    /// <summary>Gets whether the service has been told to end.</summary>
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits before anything of the service stops: its server and its loops go on meanwhile.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A service that is stopped by code, as in tests, has nobody in front of it.
        if (HasBegun && options.Value.Delay > TimeSpan.Zero)
        {
            Begun(options.Value.Delay.TotalSeconds);
            await Task.Delay(options.Value.Delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "The service is told to end: it is not ready any more, and answers for {Seconds:0.0} s yet.", EventName = "drain_begun")]
    private partial void Begun(double seconds);
}
