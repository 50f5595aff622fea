using System.Text;
using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// Prepares the folders in which Prometheus and Alertmanager run on this machine. The shipped configuration refers to its files by relative paths, so
/// that it fits every installation; symbolic links combine it with the files generated here.
/// </summary>
internal sealed class MonitoringFolders(string localFolder)
{
    /// <summary>The folder of the target files.</summary>
    public string Targets => Path.Combine(localFolder, "monitoring", "targets");

    /// <summary>Gets the folder with figures of programs that have ended, which the node exporter reads; created with the first call.</summary>
    public string Figures => PrivateFiles.CreateFolder(Path.Combine(localFolder, "monitoring", "figures"));

    /// <summary>
    /// Prepares the folder of Prometheus with the configuration and rules of <paramref name="shipped"/> and a link to <see cref="Targets"/>, and
    /// returns its path.
    /// </summary>
    public string Prometheus(string shipped)
    {
        PrivateFiles.CreateFolder(Targets);
        return Linked(
            "prometheus", ("prometheus.yml", Path.Combine(shipped, "prometheus.yml")), ("rules", Path.Combine(shipped, "rules")), ("targets", Targets));
    }

    /// <summary>
    /// Prepares the folder of Alertmanager with the templates of <paramref name="shipped"/> and the secrets, and returns its path; its configuration
    /// is written there.
    /// </summary>
    public string Alertmanager(string shipped, string secrets) =>
        Linked("alertmanager", ("templates", Path.Combine(shipped, "templates")), ("secrets", secrets));

    /// <summary>Returns the folder in which a program stores its data.</summary>
    public string Data(string program) => PrivateFiles.CreateFolder(Path.Combine(localFolder, "data", program, "volumes", program + "-data"));

    /// <summary>Writes a file that only its owner can read. It is renamed into place, so that no program reads a half-written file.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        await using (var file = PrivateFiles.Open(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
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
