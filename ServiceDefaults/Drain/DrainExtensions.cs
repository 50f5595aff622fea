using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Drain;

internal static class DrainExtensions
{
    public static void AddDrain(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<DrainOptions>().BindConfiguration("Drain").ValidateDataAnnotations().ValidateOnStart();

        // What is under way when the service closes its ports has as long as without a delay.
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(static (host, drain) => host.ShutdownTimeout += drain.Value.Delay);
        services.AddSingleton<DrainService>();
        services.AddHostedService(static provider => provider.GetRequiredService<DrainService>());
        services.AddTransient<IStartupFilter, DrainStartupFilter>();
    }
}
