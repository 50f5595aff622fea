namespace Platform.Frontend.Alerts;

internal static class AlertsExtensions
{
    public static void AddAlerts(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<Runbooks>();
}
