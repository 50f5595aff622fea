using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.AppHost.Services;

/// <summary>
/// Makes the orchestrator detect quickly that a resource is ready. After a failed health check it waits up to five seconds before the next one, and
/// so does each dependent resource; a start is a chain of five such waits.
/// </summary>
internal static class ReadinessExtensions
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(150);

    // After this time the reason of the failure is shown, and the orchestrator's own interval applies.
    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(15);

    public static void AddFastReadiness(this IDistributedApplicationBuilder builder) => builder.Services.PostConfigure<HealthCheckServiceOptions>(options =>
    {
        foreach (var registration in options.Registrations)
        {
            var create = registration.Factory;
            var firstSuccess = new FirstSuccess();
            registration.Factory = services => new RetriedCheck(create(services), firstSuccess, services.GetService<TimeProvider>() ?? TimeProvider.System);
        }
    });

    /// <summary>Records whether the resource has been ready before; after that every result is reported at once.</summary>
    private sealed class FirstSuccess
    {
        public volatile bool HasHappened;
    }

    private sealed class RetriedCheck(IHealthCheck check, FirstSuccess firstSuccess, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var began = time.GetTimestamp();
            while (true)
            {
                var result = await CheckOnceAsync(context, cancellationToken);
                if (firstSuccess.HasHappened || time.GetElapsedTime(began) > s_maxWait)
                {
                    return result;
                }

                if (result.Status == HealthStatus.Healthy)
                {
                    firstSuccess.HasHappened = true;
                    return result;
                }

                await Task.Delay(s_interval, time, cancellationToken);
            }
        }

        private async Task<HealthCheckResult> CheckOnceAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                return await check.CheckHealthAsync(context, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
            }
        }
    }
}
