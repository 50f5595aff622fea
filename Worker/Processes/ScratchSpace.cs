using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Processes;

/// <summary>Folders for files in work. Each process locks its own; what a killed one left is removed by the next that starts.</summary>
internal sealed class ScratchSpace : IDisposable
{
    private const string LockName = ".lock";

    private readonly string _own;
    private readonly FileStream _lock;

    public ScratchSpace(string root, string workerId)
    {
        PrivateFiles.CreateFolder(root);
        PrivateFiles.Tighten(root);
        RemoveAbandoned(root);
        _own = Path.Combine(root, workerId);
        PrivateFiles.CreateFolder(_own);
        _lock = PrivateFiles.Open(Path.Combine(_own, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>A new, empty folder; dispose it to remove it.</summary>
    public ScratchFolder Create(string name)
    {
        var path = Path.Combine(_own, name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        PrivateFiles.CreateFolder(path);
        return new ScratchFolder(path);
    }

    public void Dispose()
    {
        _lock.Dispose();
        ScratchFolder.Remove(_own);
    }

    private static void RemoveAbandoned(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            try
            {
                using (new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }
            }
            catch (FileNotFoundException)
            {
                // Its owner is just making it.
                continue;
            }
            catch (IOException)
            {
                // Its owner lives.
                continue;
            }

            ScratchFolder.Remove(folder);
        }
    }
}

/// <summary>A folder that goes when disposed.</summary>
internal sealed class ScratchFolder(string path) : IDisposable
{
    public string Path => path;

    public void Dispose() => Remove(path);

    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Swept up at the next start.
        }
    }
}
