using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Platform.Frontend.Live;

internal static class LiveExtensions
{
    public static void AddLiveJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JobFeeds>();
        builder.Services.AddScoped<Presence>();
        builder.Services.AddScoped<CircuitHandler, PresenceHandler>();
    }
}
