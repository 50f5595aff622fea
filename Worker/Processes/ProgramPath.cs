namespace Platform.Worker.Processes;

/// <summary>Finds programs on the path.</summary>
internal static class ProgramPath
{
    private const UnixFileMode Runnable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Finds a program as a shell does.</summary>
    /// <param name="program">A name, or a path.</param>
    /// <param name="folders">The value of the variable <c>PATH</c>.</param>
    /// <returns>The full path; null if it is not found.</returns>
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
