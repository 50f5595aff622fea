using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Servers;

namespace Platform.EndToEnd.Hosting;

/// <summary>Finds the containers of a platform's servers, and removes their volumes: data stays for the next run in the same folder, but not for a test.</summary>
internal static class ServerContainers
{
    /// <summary>The servers that run in containers.</summary>
    public static IReadOnlyList<ContainerResource> Of(DistributedApplication app) =>
        Of(app.Services.GetRequiredService<DistributedApplicationModel>().Resources);

    /// <summary>The names of their volumes.</summary>
    public static IReadOnlyList<string> VolumesOf(IEnumerable<IResource> resources) =>
        [.. Of(resources).SelectMany(server => server.Annotations.OfType<ContainerMountAnnotation>()).Where(mount => mount.Type == ContainerMountType.Volume).Select(mount => mount.Source).OfType<string>()];

    /// <inheritdoc cref="VolumesOf(IEnumerable{IResource})" />
    public static IReadOnlyList<string> VolumesOf(DistributedApplication app) => VolumesOf(Of(app));

    private static IReadOnlyList<ContainerResource> Of(IEnumerable<IResource> resources) => [.. resources.OfType<ContainerResource>().Where(server => server.IsContainer())];

    /// <summary>Removes volumes that no container uses any more.</summary>
    public static async Task RemoveAsync(IReadOnlyList<string> volumes, CancellationToken cancellationToken)
    {
        if (volumes.Count == 0)
        {
            return;
        }

        // Either may have run them; the other does not know them, or does not answer.
        foreach (var engine in ((string[])["docker", "podman"]).Select(Programs.Find).OfType<string>())
        {
            using var removal = Process.Start(new ProcessStartInfo(engine, ["volume", "rm", "--force", .. volumes]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.WhenAll(
                removal.StandardOutput.ReadToEndAsync(cancellationToken), removal.StandardError.ReadToEndAsync(cancellationToken), removal.WaitForExitAsync(cancellationToken));
        }
    }
}
