namespace Platform.ServiceDefaults.Files;

/// <summary>Folders that their owner alone enters and files that their owner alone reads, whatever umask a program was started with.</summary>
public static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode NewFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, and those above it that are missing. One that is there stays as it is.</summary>
    /// <returns>Its full path.</returns>
    public static string CreateFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            // Given a mode, .NET uses it for the last folder alone.
            if (Path.GetDirectoryName(full) is { } parent)
            {
                CreateFolder(parent);
            }

            Directory.CreateDirectory(full, FolderMode);
        }

        return full;
    }

    /// <summary>Opens a file, which is made where it is missing.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">One of the modes that make files.</param>
    /// <param name="access">For reading, writing or both.</param>
    /// <param name="share">What others may do meanwhile.</param>
    /// <param name="options">How it is used. There is no buffer.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None) => new(
        path,
        new FileStreamOptions { Mode = mode, Access = access, Share = share, Options = options, BufferSize = 0, UnixCreateMode = NewFile });

    /// <summary>
    /// Takes from everybody else what an earlier version left to them. Does nothing where the folder is closed already, and nothing where it
    /// is somebody else's, whose rule holds.
    /// </summary>
    public static void Tighten(string folder)
    {
        try
        {
            if (!IsClosed(folder))
            {
                // Ends here where it is somebody else's, and not after a walk through all of it.
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder));
                TightenAll(folder);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A mounted volume, say.
        }
    }

    /// <summary>The same for files alone, in a folder that others may have to do with. What is somebody else's, or no plain file, stays as it is.</summary>
    public static void TightenFiles(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            try
            {
                if (!IsClosed(path))
                {
                    Close(path);
                }
            }
            catch (Exception error) when (error is UnauthorizedAccessException or IOException)
            {
                // Deleted meanwhile, say.
            }
        }
    }

    // The folder last: broken off, it begins again at the next start.
    private static void TightenAll(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true }))
        {
            try
            {
                if (entry.LinkTarget is not null)
                {
                    continue;
                }

                if (entry is DirectoryInfo)
                {
                    TightenAll(entry.FullName);
                }
                else if (!IsClosed(entry.FullName))
                {
                    Close(entry.FullName);
                }
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
            {
                // Deleted by somebody else, or theirs.
            }
        }

        if (!IsClosed(folder))
        {
            Close(folder);
        }
    }

    private static bool IsClosed(string path) => (File.GetUnixFileMode(path) & ~FolderMode) == UnixFileMode.None;

    private static void Close(string path) => File.SetUnixFileMode(path, File.GetUnixFileMode(path) & FolderMode);
}
