namespace Platform.ApiGateway.OrphanedObjects;

internal static class OrphanedObjectsExtensions
{
    public static IHostApplicationBuilder AddOrphanedObjects(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<OrphanedObjectOptions>().BindConfiguration("OrphanedObjects").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<JobObjects>().AddSingleton<OrphanedObjectSweep>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<OrphanedObjectSweep>());
        return builder;
    }
}
