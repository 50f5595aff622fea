using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.AppHost.Services;

/// <summary>
/// Sees that a resource is ready as soon as it is. The orchestrator looks, and if it is not waits for up to five seconds before it looks
/// again; what waits for it waits as long, and a start is a chain of five such waits.
/// </summary>
internal static class Readiness
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(150);

    // After that the reason is shown, and the orchestrator's own interval goes on.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public static void LookUntilReady(this IDistributedApplicationBuilder builder) => builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
    {
        foreach (var registration in options.Registrations)
        {
            var create = registration.Factory;
            var first = new Once();
            registration.Factory = services => new PatientCheck(create(services), first, services.GetService<TimeProvider>() ?? TimeProvider.System);
        }
    });

    /// <summary>Whether the resource was ready before: then every answer is told at once.</summary>
    private sealed class Once
    {
        public volatile bool IsOver;
    }

    private sealed class PatientCheck(IHealthCheck check, Once first, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var began = time.GetTimestamp();
            while (true)
            {
                var result = await LookAsync(context, cancellationToken).ConfigureAwait(false);
                if (first.IsOver || time.GetElapsedTime(began) > s_patience)
                {
                    return result;
                }

                if (result.Status == HealthStatus.Healthy)
                {
                    first.IsOver = true;
                    return result;
                }

                await Task.Delay(s_interval, time, cancellationToken).ConfigureAwait(false);
            }
        }

        private async Task<HealthCheckResult> LookAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                return await check.CheckHealthAsync(context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
            }
        }
    }
}
