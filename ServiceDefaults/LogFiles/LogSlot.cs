using System.Globalization;
using Platform.ServiceDefaults.Files;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>
/// Reserves a number for one replica among those that write into the same folder, by a file lock that lasts as long as the process.
/// </summary>
internal sealed class LogSlot : IDisposable
{
    private const int MaxReplicas = 1000;

    private readonly FileStream _lock;

    private LogSlot(FileStream held, string folder, string service, int number)
    {
        _lock = held;
        (Folder, Service, Number) = (folder, service, number);
    }

    public string Folder { get; }

    public string Service { get; }

    public int Number { get; }

    public static LogSlot Take(string folder, string service)
    {
        PrivateFiles.CreateFolder(folder);
        for (var number = 0; number < MaxReplicas; number++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{service}.{number}.lock"));
            try
            {
                var slot = new LogSlot(PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), folder, service, number);
                PrivateFiles.TightenFiles([path, .. slot.Files().Select(static file => file.File.FullName)]);
                return slot;
            }
            catch (IOException)
            {
                // Another replica has this slot.
            }
        }

        throw new IOException($"The log folder has {MaxReplicas} replicas of {service} already.");
    }

    /// <summary>Lists the files of this slot, newest first. Anything but regular files with such a name is ignored.</summary>
    public List<(LogFileName Name, FileInfo File)> Files()
    {
        var files = new List<(LogFileName Name, FileInfo File)>();
        var folder = new DirectoryInfo(Folder);
        if (folder.Exists)
        {
            foreach (var file in folder.EnumerateFiles("*.log"))
            {
                if (file.LinkTarget is null && LogFileName.TryParse(file.Name, out var name) && name.Service == Service && name.Slot == Number)
                {
                    files.Add((name, file));
                }
            }
        }

        files.Sort(static (one, other) => other.Name.Begun.CompareTo(one.Name.Begun));
        return files;
    }

    public void Dispose() => _lock.Dispose();
}
