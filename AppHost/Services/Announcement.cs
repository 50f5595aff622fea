using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.AppHost.Services;

/// <summary>Writes to the console that the platform is ready, with its addresses.</summary>
/// <param name="notifications">Reports the states of the resources.</param>
/// <param name="awaited">The resources that have to be ready.</param>
/// <param name="places">The addresses that people open, by name.</param>
internal sealed class Announcement(ResourceNotificationService notifications, IReadOnlyList<IResource> awaited, IReadOnlyList<(string Name, EndpointReference Endpoint, string Path)> places) : BackgroundService
{
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(awaited.Select(resource => notifications.WaitForResourceHealthyAsync(resource.Name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken)));
        var lines = places.Select(place => $"  {place.Name,-14} {new Uri(new Uri(place.Endpoint.Url), place.Path)}");
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"The platform is ready after {Stopwatch.GetElapsedTime(_began).TotalSeconds:0} s:\n{string.Join('\n', lines)}"));
    }
}

internal static class AnnouncementExtensions
{
    /// <summary>Adds the console output that announces when the platform is ready, and its addresses.</summary>
    public static void Announce(this IDistributedApplicationBuilder builder, IReadOnlyList<IResource> awaited, params IReadOnlyList<(string Name, EndpointReference Endpoint, string Path)> places) =>
        builder.Services.AddHostedService(services => new Announcement(services.GetRequiredService<ResourceNotificationService>(), awaited, places));
}
