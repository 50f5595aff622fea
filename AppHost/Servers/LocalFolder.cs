using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Servers;

/// <summary>Prepares the folder of data, logs, passwords and objects, which no other user may enter.</summary>
internal static class LocalFolder
{
    // Others cannot list the folder but can pass through it to a path that they know: PostgreSQL's own user to its data.
    private const UnixFileMode PassedThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] s_parts = ["logs", "monitoring", "storage", "fuzz", "test-results"];

    /// <summary>Creates the folder, and restricts the permissions that an earlier version left too wide.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="isPassedThrough">
    /// Whether a server that runs as another user stores its data in it: PostgreSQL, when this process is root's.
    /// </param>
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
