using System.Globalization;

namespace Platform.Benchmarks.Measure;

/// <summary>CPU time by kind of process, from /proc: where the time of a job goes.</summary>
internal static class CpuMeter
{
    /// <summary>Clock ticks per second in /proc/[pid]/stat (USER_HZ), 100 on every Linux the platform runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU time used until now, by group.</summary>
    public static Dictionary<string, double> Read(DirectoryInfo? only = null)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                continue;
            }

            try
            {
                var command = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                if (Group(command, stat) is { } group)
                {
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    var ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
                    sums[group] = sums.GetValueOrDefault(group) + (ticks / TicksPerSecond);
                }
            }
            catch (IOException)
            {
                // The process ended while it was looked at.
            }
        }

        return sums;
    }

    private static string? Group(string command, string stat) => command switch
    {
        _ when command.Contains("ApiGateway.dll", StringComparison.Ordinal) => "api-gateway",
        _ when command.Contains("JobManager.dll", StringComparison.Ordinal) => "job-manager",
        _ when command.Contains("Worker.dll", StringComparison.Ordinal) => "worker",
        _ when command.Contains("Frontend.dll", StringComparison.Ordinal) => "frontend",
        _ when command.Contains("Benchmarks", StringComparison.Ordinal) => "load generator and host",
        _ when stat.Contains("(postgres)", StringComparison.Ordinal) => "postgres",
        _ when stat.Contains("(beam.smp)", StringComparison.Ordinal) => "rabbitmq",
        _ when stat.Contains("(redis-server)", StringComparison.Ordinal) => "redis",
        _ => null,
    };
}
