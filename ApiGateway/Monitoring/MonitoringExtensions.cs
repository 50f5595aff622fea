using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ServiceDefaults.Dependencies;

namespace Platform.ApiGateway.Monitoring;

internal static class MonitoringExtensions
{
    // The same path in Prometheus and Alertmanager.
    private const string Probe = "/-/healthy";

    /// <summary>
    /// Adds the clients of Prometheus and Alertmanager, if service discovery knows them. Only operators need them, so the gateway stays healthy while
    /// they are unavailable.
    /// </summary>
    public static IHostApplicationBuilder AddMonitoring(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<MonitoringOptions>().BindConfiguration("Monitoring").ValidateDataAnnotations().ValidateOnStart();
        AddClient<PrometheusClient>(builder, PrometheusClient.Name);
        AddClient<AlertmanagerClient>(builder, AlertmanagerClient.Name);
        builder.Services.AddSingleton<MonitoringServers>().AddSingleton<AlertReader>().AddSingleton<MetricReader>();
        return builder;
    }

    public static IEndpointRouteBuilder MapMonitoring(this IEndpointRouteBuilder routes)
    {
        var monitoring = routes.MapGroup("/monitoring").WithTags("Operators").RequireAuthorization(Policies.Operator);
        monitoring.MapQueries();
        monitoring.MapAlerts();
        monitoring.MapSilences();
        return routes;
    }

    private static void SignIn(IServiceProvider services, HttpClient client)
    {
        var options = services.GetRequiredService<IOptions<MonitoringOptions>>().Value;
        if (options.Password.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}")));
        }
    }

    private static void AddClient<TClient>(IHostApplicationBuilder builder, string name)
        where TClient : class
    {
        if (builder.Configuration.GetSection($"services:{name}").Exists())
        {
            builder.AddServiceClient<TClient>(name, Probe, HealthStatus.Healthy, SignIn).AddHttpMessageHandler(static () => new SlowQueryHandler());
        }
    }
}
