using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using NativeServers;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Runs a container's program natively. Its mounts are links below a folder that stands for the container's root, so that
/// files find each other as they do in the container; arguments that name a mounted path are turned into the real one.
/// </summary>
internal static class NativeContainer
{
    private static readonly Dictionary<string, (string Program, string Package)> Programs = new(StringComparer.Ordinal)
    {
        ["prom/prometheus"] = ("prometheus", "prometheus"),
        ["prom/alertmanager"] = ("prometheus-alertmanager", "prometheus-alertmanager"),
        ["prom/node-exporter"] = ("prometheus-node-exporter", "prometheus-node-exporter"),
        ["prom/blackbox-exporter"] = ("prometheus-blackbox-exporter", "prometheus-blackbox-exporter"),
        ["prometheuscommunity/postgres-exporter"] = ("prometheus-postgres-exporter", "prometheus-postgres-exporter"),
        ["oliver006/redis_exporter"] = ("prometheus-redis-exporter", "prometheus-redis-exporter"),
    };

    /// <exception cref="DistributedApplicationException">This host does not know the image.</exception>
    /// <exception cref="MissingProgramException">The image's program is not installed.</exception>
    public static async Task<NativeServer> CreateAsync(ContainerResource container, NativeServerContext context, CancellationToken cancellationToken)
    {
        container.TryGetLastAnnotation<ContainerImageAnnotation>(out var image);
        if (image is null || !Programs.TryGetValue(image.Image, out var known))
        {
            throw new DistributedApplicationException($"'{container.Name}' cannot start: this host has no native program for the image {image?.Image}; it knows {string.Join(", ", Programs.Keys)}.");
        }

        var folder = Path.GetFullPath(context.DataFolder);
        var mounts = container.Annotations.OfType<ContainerMountAnnotation>()
            .Select(mount => new Mount(mount.Target.TrimEnd('/'), SourceOf(mount, folder), InRoot(folder, mount.Target), mount.Type == ContainerMountType.Volume))
            .OrderByDescending(mount => mount.Target.Length)
            .ToArray();
        var workingFolder = await WorkingFolderAsync(container, folder, cancellationToken).ConfigureAwait(false);
        var endpoint = container.Annotations.OfType<EndpointAnnotation>().FirstOrDefault();
        string[] listen = endpoint?.AllocatedEndpoint is { } allocated
            ? [string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{allocated.Port}")]
            : [];
        return new NativeServer
        {
            Name = container.Name,
            Executable = NativeServers.Programs.Find(known.Program, known.Package),
            Arguments = [.. context.Arguments.Select(arg => Real(arg, mounts)), .. listen],
            DataFolder = folder,
            WorkingFolder = workingFolder,
            PrepareAsync = _ => Prepare(folder, mounts, workingFolder),
        };
    }

    private static string SourceOf(ContainerMountAnnotation mount, string folder) => mount.Type == ContainerMountType.BindMount
        ? mount.Source!
        : Path.Combine(folder, "volumes", mount.Source ?? mount.Target.Trim('/').Replace('/', '-'));

    private static string InRoot(string folder, string path) => Path.Combine(folder, "root", path.Trim('/'));

    private static async Task<string?> WorkingFolderAsync(ContainerResource container, string folder, CancellationToken cancellationToken)
    {
        var args = new List<object>();
        foreach (var callback in container.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>())
        {
            await callback.Callback(new ContainerRuntimeArgsCallbackContext(args, cancellationToken)).ConfigureAwait(false);
        }

        var at = args.IndexOf("--workdir");
        return at >= 0 && at + 1 < args.Count ? InRoot(folder, args[at + 1].ToString()!) : null;
    }

    /// <summary>The argument with the real path in place of the container's; the value after <c>=</c> counts, or the whole.</summary>
    private static string Real(string argument, Mount[] mounts)
    {
        var start = argument.StartsWith('-') ? argument.IndexOf('=', StringComparison.Ordinal) + 1 : 0;
        var path = argument[start..];
        foreach (var mount in mounts)
        {
            if (path == mount.Target || path.StartsWith(mount.Target + "/", StringComparison.Ordinal))
            {
                // A file is reached by its link: what it names is found beside that.
                var real = File.Exists(mount.Source) ? mount.Link : mount.Source;
                var rest = path[mount.Target.Length..];
                return argument[..start] + (real == "/" && rest.Length > 0 ? rest : real + rest);
            }
        }

        return argument;
    }

    private static Task Prepare(string folder, Mount[] mounts, string? workingFolder)
    {
        var root = Path.Combine(folder, "root");
        if (Directory.Exists(root))
        {
            // Links only: what they point to stays.
            Directory.Delete(root, recursive: true);
        }

        Directory.CreateDirectory(workingFolder ?? root);
        foreach (var mount in mounts)
        {
            if (mount.IsVolume)
            {
                Directory.CreateDirectory(mount.Source);
            }

            // The whole machine below the folder of a server would be one careless step away from being deleted with it.
            if (mount.Source != "/")
            {
                Directory.CreateDirectory(Path.GetDirectoryName(mount.Link)!);
                File.CreateSymbolicLink(mount.Link, mount.Source);
            }
        }

        return Task.CompletedTask;
    }

    private sealed record Mount(string Target, string Source, string Link, bool IsVolume);
}
