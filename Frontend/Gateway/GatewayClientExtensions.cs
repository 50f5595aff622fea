using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.Frontend.Gateway;

internal static class GatewayClientExtensions
{
    public const string ServiceName = "api-gateway";

    public static void AddGateway(this IHostApplicationBuilder builder)
    {
        builder.Services.Configure<HealthOptions>(static options => options.MaySeeDetails = static _ => ValueTask.FromResult(false));
        builder.AddServiceClient<GatewayHttp>(ServiceName).WithVisitorAddress().AddHttpMessageHandler(() => new UnavailableServiceHandler());
        builder.Services.AddSingleton<GatewayStatus>();
        builder.Services.AddTransient<AccountApi>();
        builder.Services.AddScoped<JobsApi>();
        builder.Services.AddScoped<RevisionsApi>();
        builder.Services.AddScoped<LinksApi>();
        builder.Services.AddScoped<KeysApi>();
        builder.Services.AddScoped<CaptionSettingsApi>();
        builder.Services.AddScoped<EmailApi>();
        builder.Services.AddSingleton<MailAvailability>();
        builder.Services.AddScoped<AccountSecurityApi>();
        builder.Services.AddScoped<MonitoringApi>();
        builder.Services.AddScoped<IncidentsApi>();
        builder.Services.AddScoped<ChannelsApi>();
        builder.Services.AddScoped<QueuesApi>();
    }
}
