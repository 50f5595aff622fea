using Platform.Testkit.Files;

namespace Platform.EndToEnd.Upgrades;

/// <summary>A version of the platform: a folder with all of it, built.</summary>
internal sealed record PlatformVersion(string Name, string Folder)
{
    /// <summary>The variable with the folder of the version before.</summary>
    public const string Switch = "UPGRADE_BEFORE";

    // The tests are built as the services are: bin/{configuration}/{framework}.
    private static readonly DirectoryInfo s_framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static PlatformVersion Now { get; } = new("now", RepositoryRoot.Path);

    public static PlatformVersion Before { get; } = new("before", Path.GetFullPath(Environment.GetEnvironmentVariable(Switch) ?? "."));

    /// <summary>Whether a service of it is not ready for a while before it ends. Of others it has to be known by other means.</summary>
    public bool Drains => File.Exists(Path.Combine(Folder, "ServiceDefaults", "Drain", "DrainService.cs"));

    /// <summary>The program of a service.</summary>
    public string ProgramOf(string project) => Path.Combine(FolderOf(project), "bin", s_framework.Parent!.Name, s_framework.Name, project + ".dll");

    public string FolderOf(string project) => Path.Combine(Folder, project);
}
