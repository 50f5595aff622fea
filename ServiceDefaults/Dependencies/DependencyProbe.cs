using System.Collections.ObjectModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Resilience;
using Polly.CircuitBreaker;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Checks whether a dependency is available.</summary>
/// <returns>Details for the health report.</returns>
/// <exception cref="Exception">The dependency is unavailable.</exception>
public delegate ValueTask<ProbeAnswer> DependencyProbe(IServiceProvider services, CancellationToken cancellationToken);

/// <summary>
/// Runs the probe of a dependency as a health check, through the dependency's own pipeline. So the circuit of an idle service opens when the
/// dependency becomes unavailable, and closes when it is back, without any traffic.
/// </summary>
/// <remarks>
/// Until the dependency has answered for the first time, the break duration is not waited for: a circuit that opened during startup is closed by the
/// first answer. A dependency that starts together with this service is expected to be unavailable for a moment, so its failed probes do not open the
/// circuit.
/// </remarks>
internal sealed class DependencyProbeCheck(
    Dependency dependency,
    DependencyProbe? probe,
    bool mayStartLater,
    DependencyPipelines pipelines,
    IServiceProvider services) : IHealthCheck
{
    private static readonly ReadOnlyDictionary<string, object> s_away =
        new Dictionary<string, object>(StringComparer.Ordinal) { ["connected"] = false }.AsReadOnly();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (probe is null)
        {
            return await PassAsync(context, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var answer = IsFirstAwaited
                ? await AwaitFirstAsync(probe, cancellationToken).ConfigureAwait(false)
                : await pipelines.Get(dependency.Name).ExecuteAsync(
                    static (state, token) => state.probe(state.services, token),
                    (probe, services),
                    cancellationToken).ConfigureAwait(false);
            return new HealthCheckResult(answer.Status, answer.Message, exception: null, answer.Details);
        }
        catch (BrokenCircuitException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "circuit open: " + (exception.InnerException?.Message ?? exception.Message), exception, s_away);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception, s_away);
        }
    }

    private bool IsFirstAwaited => !dependency.HasAnswered && !dependency.IsIsolated && (mayStartLater || dependency.StateValue != 0);

    /// <summary>Runs the probe outside the circuit breaker, with the timeout of the health check only.</summary>
    private async ValueTask<ProbeAnswer> AwaitFirstAsync(DependencyProbe ask, CancellationToken cancellationToken)
    {
        var answer = await ask(services, cancellationToken).ConfigureAwait(false);
        dependency.HasAnswered = true;
        if (dependency.StateValue != 0 && !dependency.IsIsolated)
        {
            await dependency.Control.CloseAsync(cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }

    // Without a probe, an open circuit is all that is known. After the break an empty call makes it half-open and then closed, so that the next real
    // call decides.
    private async Task<HealthCheckResult> PassAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await pipelines.Get(dependency.Name).ExecuteAsync(static _ => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (BrokenCircuitException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "circuit open: " + (exception.InnerException?.Message ?? exception.Message));
        }
    }
}
