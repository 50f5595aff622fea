using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Servers;

/// <summary>The folder of data, logs, passwords and objects, which nobody else gets into.</summary>
internal static class LocalFolder
{
    // Nobody else lists them, yet who has a name gets on: PostgreSQL's own user to its part.
    private const UnixFileMode PassedThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] s_parts = ["logs", "monitoring", "storage", "fuzz", "test-results"];

    /// <summary>Makes it, and closes what an earlier version left open.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="isPassedThrough">Whether a server of another user keeps its data in it: root's PostgreSQL.</param>
    public static void Prepare(string folder, bool isPassedThrough)
    {
        PrivateFiles.CreateFolder(folder);
        var data = PrivateFiles.CreateFolder(Path.Combine(folder, "data"));
        var parts = s_parts.Select(part => Path.Combine(folder, part)).Concat(Directory.GetDirectories(data));
        foreach (var part in parts.Where(Directory.Exists))
        {
            PrivateFiles.Tighten(part);
        }

        PrivateFiles.TightenFiles(Directory.GetFiles(folder, "built*"));
        foreach (var way in (string[])[folder, data])
        {
            var mode = isPassedThrough ? PassedThrough : Closed;
            try
            {
                if (File.GetUnixFileMode(way) != mode)
                {
                    File.SetUnixFileMode(way, mode);
                }
            }
            catch (UnauthorizedAccessException)
            {
                throw new StartException($"{way} belongs to another user: set LocalFolder to a folder of your own");
            }
        }
    }
}
