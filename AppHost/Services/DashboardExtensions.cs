namespace Platform.AppHost.Services;

internal static class DashboardExtensions
{
    /// <summary>The dashboard speaks HTTP on loopback here: without this it asks everybody to trust a certificate that nothing uses.</summary>
    public static void WithoutDashboardCertificate(this IDistributedApplicationBuilder builder) =>
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            start.Model.Resources.FirstOrDefault(resource => resource.Name == "aspire-dashboard")?.Annotations.Add(new HttpsCertificateAnnotation { UseDeveloperCertificate = false });
            return Task.CompletedTask;
        });
}
