namespace Platform.Operations.StatusPage;

/// <summary>Adds what the public is told.</summary>
internal static class StatusPageExtensions
{
    /// <summary>Adds the state, what is told of incidents, and planned work.</summary>
    public static void AddStatusPage(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<StatusPageOptions>().BindConfiguration("StatusPage").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StatusStore>().AddSingleton<StatusBoard>().AddSingleton<NoticeWriter>().AddSingleton<PlannedWork>().AddSingleton<StatusApi>();
        services.AddHostedService<StatusRefresher>().AddHostedService<WorkSilencer>();
    }
}
