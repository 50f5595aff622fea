namespace NativeServers;

/// <summary>The change to another user of the operating system, for servers that refuse to run as root.</summary>
internal static class SystemUser
{
    /// <summary>The words to put before a command so that it runs as <paramref name="user"/>; none when the parent is not root.</summary>
    internal static IReadOnlyList<string> Prefix(string? user) =>
        user is null || !Environment.IsPrivilegedProcess
            ? []
            : [Programs.Find("setpriv", "util-linux"), $"--reuid={user}", $"--regid={user}", "--init-groups", "--"];

    /// <summary>Whether any user can walk into <paramref name="folder"/>: every folder above it lets others pass.</summary>
    internal static bool CanBeReachedByOthers(string folder)
    {
        for (var above = new DirectoryInfo(Path.GetFullPath(folder)).Parent; above is not null; above = above.Parent)
        {
            if (above.Exists && !above.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }
}
