using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NativeServers;

namespace Aspire.Hosting.Redis;

/// <summary>Signs in and pings.</summary>
internal sealed class RedisHealthCheck(RedisResource redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var password = redis.PasswordParameter is null ? null : await redis.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        return await ProtocolCheck.RedisAsync(redis.PrimaryEndpoint.Port, password, cancellationToken).ConfigureAwait(false)
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, $"no PONG from {redis.PrimaryEndpoint.Host}:{redis.PrimaryEndpoint.Port}");
    }
}
