namespace Platform.ApiGateway.StatusPage;

/// <summary>Adds what the public reads of the platform's state.</summary>
internal static class StatusCopyExtensions
{
    /// <summary>Adds the copy of the state and the answers that are made of it.</summary>
    public static void AddStatusPage(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<StatusCopyOptions>().BindConfiguration("StatusPage").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StatusAnswers>();
        services.AddHostedService<StatusKeeper>();
    }
}
