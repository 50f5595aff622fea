using Platform.ApiGateway.Access;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.Leaving;

internal static class LeavingExtensions
{
    public static IHostApplicationBuilder AddLeaving(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LeavingOptions>().BindConfiguration("Leaving").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<Departures>().AddScoped<Remains>().AddScoped<AccountExport>();
        builder.Services.AddKeyedSingleton(LeavingEndpoints.Held, (_, _) => new HeldOpen("exports"));
        builder.Services.AddInstruments<DepartureMetrics>();
        builder.Services.AddSingleton<DepartureCleanUp>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DepartureCleanUp>());
        return builder;
    }
}
