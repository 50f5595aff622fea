namespace Platform.Testkit.Files;

/// <summary>Finds files and folders that users other than the owner may read, write or enter.</summary>
public static class OpenPermissions
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Returns everything in a folder, itself included, that other users can access, with its permissions.</summary>
    /// <param name="folder">The folder to search. Files that are deleted meanwhile are ignored.</param>
    /// <param name="except">Paths that are allowed to be accessible; their content is not.</param>
    public static IReadOnlyList<string> In(string folder, params string[] except)
    {
        List<string> open = [];
        Look(new DirectoryInfo(folder), except, open);
        return open;
    }

    private static void Look(FileSystemInfo entry, string[] except, List<string> open)
    {
        try
        {
            entry.Refresh();
            if (!entry.Exists || entry.LinkTarget is not null)
            {
                return;
            }

            if ((entry.UnixFileMode & Others) != UnixFileMode.None && !except.Contains(entry.FullName))
            {
                open.Add($"{entry.UnixFileMode}: {entry.FullName}");
            }

            if (entry is DirectoryInfo folder)
            {
                foreach (var inside in folder.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }))
                {
                    Look(inside, except, open);
                }
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted meanwhile.
        }
    }
}
