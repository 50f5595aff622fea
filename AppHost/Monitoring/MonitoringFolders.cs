using System.Text;
using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// The folders that Prometheus and Alertmanager run in on this machine. The shipped configuration names what belongs to it by relative
/// paths, so that one configuration fits all places; links put it together with what is made here.
/// </summary>
internal sealed class MonitoringFolders(string localFolder)
{
    /// <summary>Where targets are written.</summary>
    public string Targets => Path.Combine(localFolder, "monitoring", "targets");

    /// <summary>Prometheus' folder, with the configuration and rules of <paramref name="shipped"/> and <see cref="Targets"/>.</summary>
    public string Prometheus(string shipped)
    {
        PrivateFiles.CreateFolder(Targets);
        return Linked(
            "prometheus", ("prometheus.yml", Path.Combine(shipped, "prometheus.yml")), ("rules", Path.Combine(shipped, "rules")), ("targets", Targets));
    }

    /// <summary>Alertmanager's folder, with the templates of <paramref name="shipped"/> and the secrets; its configuration is written there.</summary>
    public string Alertmanager(string shipped, string secrets) =>
        Linked("alertmanager", ("templates", Path.Combine(shipped, "templates")), ("secrets", secrets));

    /// <summary>Where a program keeps what it has stored.</summary>
    public string Data(string program) => PrivateFiles.CreateFolder(Path.Combine(localFolder, "data", program, "volumes", program + "-data"));

    /// <summary>Writes a file that its owner alone reads. Renamed into place: no program reads half of one.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var file = PrivateFiles.Open(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private string Linked(string name, params ReadOnlySpan<(string Name, string Target)> links)
    {
        var folder = PrivateFiles.CreateFolder(Path.Combine(localFolder, "monitoring", name));
        foreach (var (link, target) in links)
        {
            var path = Path.Combine(folder, link);
            if (new FileInfo(path).LinkTarget is not null)
            {
                File.Delete(path);
            }

            if (Path.Exists(target))
            {
                File.CreateSymbolicLink(path, target);
            }
        }

        return folder;
    }
}
