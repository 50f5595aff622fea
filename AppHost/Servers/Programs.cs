namespace Platform.AppHost.Servers;

/// <summary>Finds the programs of Debian packages that the platform runs.</summary>
internal static class Programs
{
    private static readonly string[] s_folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/sbin", "/sbin"];

    /// <summary>The servers that can run instead of containers.</summary>
    public static IReadOnlyList<(string Program, string Package)> Servers { get; } =
    [
        ("/usr/lib/postgresql/*/bin/postgres", "postgresql"), ("redis-server", "redis-server"), ("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"),
        ("epmd", "erlang-base"), ("setpriv", "util-linux"),
    ];

    /// <summary>The monitoring programs, which reach the services on this machine's loopback.</summary>
    public static IReadOnlyList<(string Program, string Package)> Monitoring { get; } =
    [
        .. ((string[])["prometheus", "prometheus-alertmanager", "prometheus-postgres-exporter", "prometheus-redis-exporter", "prometheus-node-exporter", "prometheus-blackbox-exporter"])
            .Select(program => (program, program)),
    ];

    /// <summary>Returns the full path of a program, or null where it is not installed.</summary>
    /// <param name="program">Its name, or a path of which one folder may be <c>*</c>.</param>
    public static string? Find(string program)
    {
        if (!program.StartsWith('/'))
        {
            return s_folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        }

        var parts = program.Split("/*/");
        return parts.Length == 1
            ? File.Exists(program) ? program : null
            : !Directory.Exists(parts[0]) ? null : Directory.GetDirectories(parts[0]).Select(folder => Path.Combine(folder, parts[1])).FirstOrDefault(File.Exists);
    }

    /// <summary>Requires that all programs are installed.</summary>
    /// <exception cref="StartException">Some are not installed; the message names them in one line.</exception>
    public static void Require(IEnumerable<(string Program, string Package)> programs)
    {
        var missing = programs.Where(program => Find(program.Program) is null).ToArray();
        if (missing.Length > 0)
        {
            throw new StartException(
                $"{string.Join(", ", missing.Select(program => Path.GetFileName(program.Program)))} not installed: run eng/install-programs, or apt-get install {string.Join(' ', missing.Select(program => program.Package).Distinct())}");
        }
    }
}
