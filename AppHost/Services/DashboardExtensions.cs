using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.AppHost.Services;

internal static class DashboardExtensions
{
    /// <summary>Removes from the console what the dashboard shows better, such as a stack trace for each failed health check.</summary>
    public static void WithQuietConsole(this IDistributedApplicationBuilder builder) => builder.Services.AddLogging(logging => logging
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Warning));

    /// <summary>Lets the dashboard use plain HTTP on loopback; otherwise every developer is asked to trust a certificate that nothing uses.</summary>
    public static void WithoutDashboardCertificate(this IDistributedApplicationBuilder builder) =>
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            start.Model.Resources.FirstOrDefault(resource => resource.Name == "aspire-dashboard")?.Annotations.Add(new HttpsCertificateAnnotation { UseDeveloperCertificate = false });
            return Task.CompletedTask;
        });
}
