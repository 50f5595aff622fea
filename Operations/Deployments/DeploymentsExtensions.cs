using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.Deployments;

internal static class DeploymentsExtensions
{
    /// <summary>Adds what records, watches and shows deployments.</summary>
    public static IServiceCollection AddDeployments(this IServiceCollection services)
    {
        services.AddSingleton<DeploymentStore>().AddSingleton<DeploymentRecorder>().AddSingleton<DeploymentApi>();
        services.AddInstruments<DeploymentMetrics>();
        return services.AddHostedService<DeploymentWatcher>();
    }
}
