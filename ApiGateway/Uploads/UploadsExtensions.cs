using Platform.ObjectStorage;

namespace Platform.ApiGateway.Uploads;

internal static class UploadsExtensions
{
    public static IHostApplicationBuilder AddUploads(this IHostApplicationBuilder builder)
    {
        builder.AddObjectStorage();
        builder.Services.AddOptions<UploadOptions>().BindConfiguration("Uploads").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<UploadWriters>();
        builder.Services.AddSingleton<UploadLookup>();
        builder.Services.AddSingleton<UploadUses>();
        builder.Services.AddSingleton<UsedUploads>();
        builder.Services.AddSingleton<UploadStore>();
        builder.Services.AddHostedService<UploadCleanUp>();
        return builder;
    }

    /// <summary>Applies the method override header, before routing: the protocol lets clients that cannot send PATCH or DELETE use POST.</summary>
    public static WebApplication UseUploadMethods(this WebApplication app)
    {
        app.UseWhen(static context => context.Request.Path.StartsWithSegments(UploadEndpoints.Base, StringComparison.OrdinalIgnoreCase), static uploads => uploads.UseHttpMethodOverride());
        return app;
    }
}
