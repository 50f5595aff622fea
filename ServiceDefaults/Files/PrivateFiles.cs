namespace Platform.ServiceDefaults.Files;

/// <summary>Creates folders and files that only their owner can access, whatever the umask of the process.</summary>
public static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode NewFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder and its missing parents. An existing folder is not changed.</summary>
    /// <returns>The full path of the folder.</returns>
    public static string CreateFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            // .NET applies a given mode to the last folder only.
            if (Path.GetDirectoryName(full) is { } parent)
            {
                CreateFolder(parent);
            }

            Directory.CreateDirectory(full, FolderMode);
        }

        return full;
    }

    /// <summary>Opens a file, and creates it if it does not exist.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="mode">A mode that creates files.</param>
    /// <param name="access">Read access, write access or both.</param>
    /// <param name="share">The access of other handles while the file is open.</param>
    /// <param name="options">Further options. The stream is unbuffered.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None) => new(
        path,
        new FileStreamOptions { Mode = mode, Access = access, Share = share, Options = options, BufferSize = 0, UnixCreateMode = NewFile });

    /// <summary>
    /// Removes the access that an earlier version left to other users. Does nothing if the folder is private already or belongs to another user.
    /// </summary>
    public static void Tighten(string folder)
    {
        try
        {
            if (!IsClosed(folder))
            {
                // Fails here, before the whole tree is walked, if the folder belongs to another user.
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder));
                TightenAll(folder);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // For instance a mounted volume.
        }
    }

    /// <summary>
    /// Removes other users' access to files in a shared folder. Skips files of other users and anything that is not a regular file.
    /// </summary>
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
                // For instance deleted in the meantime.
            }
        }
    }

    // The folder comes last: if this is interrupted, the next start repeats it.
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
                // Deleted by another process, or owned by another user.
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
