namespace Platform.Frontend.Live;

internal static class LiveExtensions
{
    public static void AddLiveJobs(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<JobFeeds>();
}
