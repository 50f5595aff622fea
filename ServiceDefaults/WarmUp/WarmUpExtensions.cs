using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Measures;

namespace Platform.ServiceDefaults.WarmUp;

/// <summary>Registers the steps by which a service warms up.</summary>
public static class WarmUpExtensions
{
    /// <summary>Adds a step that runs when the service has started, before it is ready.</summary>
    public static IHostApplicationBuilder AddWarmUpStep<TStep>(this IHostApplicationBuilder builder)
        where TStep : class, IWarmUpStep
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IWarmUpStep, TStep>();
        return builder;
    }

    internal static void AddWarmUp(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WarmUpOptions>().BindConfiguration("WarmUp").ValidateDataAnnotations().ValidateOnStart();
        services.AddInstruments<WarmUpMetrics>();
        services.AddSingleton<OwnService>();
        services.AddSingleton<WarmUpService>();
        services.AddHostedService(static provider => provider.GetRequiredService<WarmUpService>());
    }
}
