using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Processes;

/// <summary>Provides folders for temporary files. Each process locks its own; the next process to start removes what a killed one left.</summary>
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

    /// <summary>Creates an empty folder, which is removed by disposing the result.</summary>
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
                // Its owner is just creating it.
                continue;
            }
            catch (IOException)
            {
                // Its owner is alive.
                continue;
            }

            ScratchFolder.Remove(folder);
        }
    }
}

/// <summary>Represents a folder that is removed when disposed.</summary>
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
            // Removed at the next start.
        }
    }
}
