using System.Globalization;

namespace Platform.Benchmarks.Measure;

/// <summary>CPU time by kind of process, from /proc: where the time of a job goes.</summary>
internal static class CpuMeter
{
    /// <summary>Clock ticks per second in /proc/[pid]/stat (USER_HZ), 100 on every Linux the platform runs on.</summary>
    private const double TicksPerSecond = 100;

    // The orchestrator leaves this process's family, and so do all that it starts; the environment is handed down.
    private static readonly string s_mark = $"PLATFORM_BENCHMARK={Guid.CreateVersion7():N}";

    /// <summary>Has those known by whom this process starts from now on.</summary>
    public static void MarkProcesses() => Environment.SetEnvironmentVariable(s_mark.Split('=')[0], s_mark.Split('=')[1]);

    /// <summary>Seconds of CPU time used until now by this process and those it started, by group.</summary>
    public static Dictionary<string, double> Read()
    {
        var all = new Dictionary<int, (int Parent, bool IsMarked, string? Group, double Seconds)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                continue;
            }

            try
            {
                var command = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
                var environment = File.ReadAllText(Path.Combine(folder, "environ"));
                all[id] = (int.Parse(fields[1], CultureInfo.InvariantCulture), environment.Contains(s_mark, StringComparison.Ordinal), Group(command, stat), ticks / TicksPerSecond);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // The process ended while it was looked at, or is somebody else's.
            }
        }

        return all.Where(process => process.Value.Group is not null && IsOurs(process.Key, all))
            .GroupBy(process => process.Value.Group!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(process => process.Value.Seconds), StringComparer.Ordinal);
    }

    private static bool IsOurs(int id, Dictionary<int, (int Parent, bool IsMarked, string? Group, double Seconds)> all)
    {
        while (id != Environment.ProcessId)
        {
            if (!all.TryGetValue(id, out var process))
            {
                return false;
            }

            if (process.IsMarked)
            {
                return true;
            }

            id = process.Parent;
        }

        return true;
    }

    private static string? Group(string command, string stat) => command switch
    {
        _ when command.Contains("/ApiGateway/bin/", StringComparison.Ordinal) => "api-gateway",
        _ when command.Contains("/JobManager/bin/", StringComparison.Ordinal) => "job-manager",
        _ when command.Contains("/Broker/bin/", StringComparison.Ordinal) => "broker",
        _ when command.Contains("/Worker/bin/", StringComparison.Ordinal) => "worker",
        _ when command.Contains("/Frontend/bin/", StringComparison.Ordinal) => "frontend",
        _ when command.Contains("Benchmarks", StringComparison.Ordinal) => "load generator and host",
        _ when command.Contains("/dcp ", StringComparison.Ordinal) => "orchestrator",
        _ when stat.Contains("(postgres)", StringComparison.Ordinal) => "postgres",
        _ when stat.Contains("(beam.smp)", StringComparison.Ordinal) => "rabbitmq",
        _ when stat.Contains("(redis-server)", StringComparison.Ordinal) => "redis",
        _ => null,
    };
}
