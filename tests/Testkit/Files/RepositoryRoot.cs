namespace Platform.Testkit.Files;

/// <summary>The folder of the repository.</summary>
public static class RepositoryRoot
{
    /// <summary>Full path, found from the test's own place upwards.</summary>
    public static string Path { get; } = Find();

    /// <summary>Full path of a file or folder in the repository.</summary>
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
