using System.Collections.ObjectModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Resilience;
using Polly.CircuitBreaker;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Asks a dependency whether it answers.</summary>
/// <returns>What is worth knowing of it.</returns>
/// <exception cref="Exception">It does not answer.</exception>
public delegate ValueTask<ProbeAnswer> DependencyProbe(IServiceProvider services, CancellationToken cancellationToken);

/// <summary>
/// Runs a probe through the dependency's own pipeline: this opens the circuit of an idle service whose dependency is away,
/// and closes it when the dependency is back, with no traffic needed.
/// </summary>
/// <remarks>
/// Until the dependency has first answered, nobody waits for a break to be over: a circuit that opened at the start is closed by the
/// first answer at once. What starts beside this service is expected to be away for a moment, so asking for it opens nothing.
/// </remarks>
internal sealed class DependencyProbeCheck(
    Dependency dependency,
    DependencyProbe? probe,
    bool startsBeside,
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

    private bool IsFirstAwaited => !dependency.HasAnswered && !dependency.IsIsolated && (startsBeside || dependency.StateValue != 0);

    /// <summary>Asks around the circuit, under the time of the check alone.</summary>
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

    // Nothing to ask: an open circuit is all that is known, and letting an empty call through after the break
    // makes it half-open and closed, so that the next real call decides.
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
