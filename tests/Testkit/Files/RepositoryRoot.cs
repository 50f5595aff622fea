namespace Platform.Testkit.Files;

/// <summary>Locates the folder of the repository.</summary>
public static class RepositoryRoot
{
    /// <summary>The full path, found from the location of the test assembly upwards.</summary>
    public static string Path { get; } = Find();

    /// <summary>Returns the full path of a file or folder in the repository.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No Platform.sln above {AppContext.BaseDirectory}.");
    }
}
