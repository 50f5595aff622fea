using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.AppHost.Services;

internal static class DashboardExtensions
{
    /// <summary>Leaves to the dashboard what it tells better: the console would have a stack trace for each check of what is away.</summary>
    public static void WithQuietConsole(this IDistributedApplicationBuilder builder) => builder.Services.AddLogging(logging => logging
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Warning));

    /// <summary>The dashboard speaks HTTP on loopback here: without this it asks everybody to trust a certificate that nothing uses.</summary>
    public static void WithoutDashboardCertificate(this IDistributedApplicationBuilder builder) =>
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            start.Model.Resources.FirstOrDefault(resource => resource.Name == "aspire-dashboard")?.Annotations.Add(new HttpsCertificateAnnotation { UseDeveloperCertificate = false });
            return Task.CompletedTask;
        });
}
