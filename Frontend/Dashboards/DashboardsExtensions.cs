namespace Platform.Frontend.Dashboards;

internal static class DashboardsExtensions
{
    public static void AddDashboards(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DashboardFiles>();
        builder.Services.AddScoped<PanelLoader>();
    }
}
