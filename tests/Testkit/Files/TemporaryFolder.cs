namespace Platform.Testkit.Files;

/// <summary>Provides an empty folder that is deleted with the test; the next run deletes the folder of a killed test.</summary>
/// <remarks>The owner keeps a file in it locked: a folder whose file can be locked has no owner any more.</remarks>
public sealed class TemporaryFolder : IDisposable
{
    private const string LockName = "owner.lock";

    private static readonly string s_root = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"platform-tests-{Environment.UserName}");
    private static readonly Lock s_gate = new();
    private static bool s_swept;

    private readonly FileStream _lock;

    public TemporaryFolder()
    {
        lock (s_gate)
        {
            if (!s_swept)
            {
                Sweep(s_root);
                s_swept = true;
            }
        }

        do
        {
            Path = System.IO.Path.Combine(s_root, $"{Environment.ProcessId}-{Random.Shared.GetHexString(8, lowercase: true)}");
            Directory.CreateDirectory(Path);
        }
        while (TryLock(Path) is not { } ownersLock || !IsThere(_lock = ownersLock));
    }

    /// <summary>The full path.</summary>
    public string Path { get; private set; }

    /// <summary>Returns the full path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose()
    {
        Delete(Path);
        _lock.Dispose();
    }

    /// <summary>Deletes the folders in <paramref name="root"/> whose owners have ended.</summary>
    internal static void Sweep(string root)
    {
        foreach (var folder in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            using var abandoned = TryLock(folder);
            if (abandoned is not null)
            {
                Delete(folder);
            }
        }
    }

    // The clean-up of another process may have taken the folder for abandoned before it was locked.
    private static bool IsThere(FileStream ownersLock)
    {
        if (System.IO.File.Exists(ownersLock.Name))
        {
            return true;
        }

        ownersLock.Dispose();
        return false;
    }

    private static FileStream? TryLock(string folder)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Delete(string folder)
    {
        // A process that is just ending may still write; the next run deletes what remains then.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // A file was created after the folder was listed.
            }
        }
    }
}
