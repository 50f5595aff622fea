namespace NativeServers;

/// <summary>Finds the programs of the operating system's packages.</summary>
public static class Programs
{
    private static readonly string[] s_folders =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Full path of a program on the PATH or in the system's folders.</summary>
    /// <param name="program">File name, such as <c>redis-server</c>.</param>
    /// <param name="package">Debian's package that brings it.</param>
    /// <exception cref="MissingProgramException">It is not installed.</exception>
    public static string Find(string program, string package)
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(':', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return path.Concat(s_folders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new MissingProgramException(program, package);
    }

    /// <summary>The folder with PostgreSQL's programs, newest version first: Debian keeps them off the PATH.</summary>
    /// <exception cref="MissingProgramException">No PostgreSQL server is installed.</exception>
    internal static (string Folder, int MajorVersion) FindPostgreSql()
    {
        const string versions = "/usr/lib/postgresql";
        var newest = Directory.Exists(versions)
            ? Directory.GetDirectories(versions)
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Where(version => File.Exists($"{versions}/{version}/bin/initdb"))
                .DefaultIfEmpty()
                .Max()
            : 0;
        return newest > 0
            ? ($"{versions}/{newest}/bin", newest)
            : throw new MissingProgramException("postgres", "postgresql");
    }
}
