using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.Operations.Alerts;
using Platform.Operations.Channels;
using Platform.Operations.Database;
using Platform.Operations.Deployments;
using Platform.Operations.Incidents;
using Platform.Operations.Probing;
using Platform.Operations.Rotas;
using Platform.Operations.Secrets;
using Platform.Operations.StatusPage;
using Platform.Operations.WarmUp;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.Operations;

/// <summary>Composes the service: what happens after an alert.</summary>
internal static class OperationsExtensions
{
    /// <summary>Adds all parts of Operations.</summary>
    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.AddGrpcCalls();
        builder.AddPostgres("platform");
        var services = builder.Services;
        services.AddSchema<OperationsDatabase>("operations");
        services.AddOptions<AlertOptions>().BindConfiguration("Alerts").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EscalationOptions>().BindConfiguration("Escalation").ValidateDataAnnotations().ValidateOnStart();
        var isDevelopment = builder.Environment.IsDevelopment();
        services.AddOptions<NotificationKeyOptions>().BindConfiguration("Notifications").ValidateDataAnnotations()
            .Validate(options => options.Key is not null || isDevelopment, "Notifications:Key needs 16 or more characters.").ValidateOnStart();
        services.AddSingleton<SecretKeys>().AddSingleton<SecretBox>().AddSingleton<AcknowledgementLinks>();
        services.AddSingleton<IncidentTimeline>().AddSingleton<IncidentNews>().AddSingleton<IncidentJoin>().AddSingleton<IncidentRefresh>();
        services.AddSingleton<IncidentStore>().AddSingleton<IncidentActions>().AddSingleton<IncidentApi>();
        services.AddSingleton<AlertIntake>();
        services.AddInstruments<IncidentMetrics>().AddInstruments<NewsMetrics>();
        services.AddHostedService<Escalator>().AddHostedService<IncidentSampler>();
        builder.AddChannels();
        builder.AddReconciliation();
        services.AddDeployments();
        builder.AddStatusPage();
        builder.AddProbing();
        builder.AddWarmUpStep<IncidentWarmUp>();
        return builder;
    }

    /// <summary>Maps the internal API.</summary>
    public static WebApplication MapOperations(this WebApplication app)
    {
        app.UseGrpcCalls();
        app.MapGrpcService<IncidentApi>();
        app.MapGrpcService<ChannelApi>();
        app.MapGrpcService<StatusApi>();
        app.MapGrpcService<RotaApi>();
        app.MapGrpcService<DeploymentApi>();
        app.MapAlertIntake();
        return app;
    }

    private static void AddChannels(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ChannelOptions>().BindConfiguration("Channels").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ChannelMailOptions>().BindConfiguration("Mail").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ChannelStore>().AddSingleton<ChannelApi>().AddSingleton<NewsStore>();
        services.AddSingleton<NewsWriter>().AddSingleton<ChannelRequests>().AddSingleton<ChannelMail>().AddSingleton<NewsSender>();
        services.AddSingleton<RotaStore>().AddSingleton<RotaApi>();
        services.AddHostedService<NewsDispatcher>();
    }

    /// <summary>Adds the comparison with Alertmanager's own list, if service discovery knows Alertmanager.</summary>
    private static void AddReconciliation(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration.GetSection($"services:{AlertmanagerList.Name}").Exists())
        {
            builder.AddServiceClient<AlertmanagerList>(AlertmanagerList.Name, "/-/healthy", HealthStatus.Healthy, static (services, client) =>
            {
                var options = services.GetRequiredService<IOptions<AlertOptions>>().Value;
                if (options.Password.Length > 0)
                {
                    client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}")));
                }
            });
        }

        builder.Services.AddHostedService<Reconciler>();
    }
}
