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
        builder.Services.AddSingleton<UsedUploads>();
        builder.Services.AddScoped<UploadStore>();
        builder.Services.AddHostedService<UploadCleanUp>();
        return builder;
    }
}
