namespace Platform.Worker.Processes;

/// <summary>Where a program is that is called by its name.</summary>
internal static class ProgramPath
{
    private const UnixFileMode Runnable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Looks for it as a shell does.</summary>
    /// <param name="program">Name, or a path.</param>
    /// <param name="folders">The variable <c>PATH</c> that it is called with.</param>
    /// <returns>Its full path; null where there is none.</returns>
    public static string? Find(string program, string? folders) =>
        program.Length == 0 ? null
        : program.Contains('/', StringComparison.Ordinal) ? (Path.IsPathRooted(program) && IsRunnable(program) ? Path.GetFullPath(program) : null)
        : (folders ?? "").Split(':').Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, program)).FirstOrDefault(IsRunnable);

    private static bool IsRunnable(string path)
    {
        try
        {
            return File.Exists(path) && (File.GetUnixFileMode(path) & Runnable) != UnixFileMode.None;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
