using Platform.Operations.Alerts;
using Platform.Operations.Database;
using Platform.Operations.Incidents;
using Platform.Operations.Secrets;
using Platform.Operations.WarmUp;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.GrpcCalls;
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
        services.AddSingleton<Timeline>().AddSingleton<IncidentNews>().AddSingleton<IncidentJoin>().AddSingleton<IncidentRefresh>();
        services.AddSingleton<IncidentStore>().AddSingleton<IncidentActions>().AddSingleton<IncidentApi>();
        services.AddSingleton<AlertIntake>();
        builder.AddWarmUpStep<IncidentWarmUp>();
        return builder;
    }

    /// <summary>Maps the internal API.</summary>
    public static WebApplication MapOperations(this WebApplication app)
    {
        app.UseGrpcCalls();
        app.MapGrpcService<IncidentApi>();
        app.MapAlertIntake();
        return app;
    }
}
