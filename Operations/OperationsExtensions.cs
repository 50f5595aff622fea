using Platform.Operations.Database;
using Platform.Operations.Deployments;
using Platform.Operations.Incidents;
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
        services.AddSingleton<IncidentStore>().AddSingleton<IncidentApi>();
        services.AddDeployments();
        builder.AddWarmUpStep<IncidentWarmUp>();
        return builder;
    }

    /// <summary>Maps the internal API.</summary>
    public static WebApplication MapOperations(this WebApplication app)
    {
        app.UseGrpcCalls();
        app.MapGrpcService<IncidentApi>();
        app.MapGrpcService<DeploymentApi>();
        return app;
    }
}
