namespace Platform.ApiGateway.Leftovers;

internal static class LeftoversExtensions
{
    public static IHostApplicationBuilder AddLeftovers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LeftoverOptions>().BindConfiguration("Leftovers").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<JobObjects>().AddSingleton<LeftoverSweep>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LeftoverSweep>());
        return builder;
    }
}
