using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Platform.ServiceDefaults.Identity;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>What the runtime's own meters lack about the process.</summary>
internal sealed class ProcessMetrics
{
    public ProcessMetrics(IMeterFactory meters, ServiceIdentity identity)
    {
        var meter = meters.Create("Platform.Process");
        using var process = Process.GetCurrentProcess();
        var started = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        meter.CreateObservableGauge("process.start_time", () => started, "s", "When the process started, in seconds since 1970.");
        meter.CreateObservableGauge("memory.usage", () => Environment.WorkingSet, "By", "Memory that the process occupies.");
        meter.CreateObservableGauge("process.memory.limit", MemoryLimit, "By", "Memory that the process may occupy: its control group's limit, else all there is.");
        meter.CreateObservableGauge("process.open_fds", OpenFiles, description: "File descriptors that the process has open.");
        meter.CreateObservableGauge("process.max_fds", MaxFiles, description: "File descriptors that the process may open.");
        meter.CreateObservableGauge(
            "app.build.info",
            () => new Measurement<int>(1, new("version", identity.Version), new("commit", identity.Commit), new("environment", identity.Environment)),
            description: "Always 1; the labels tell what is running.");
    }

    private static long MemoryLimit()
    {
        const string ControlGroupLimit = "/sys/fs/cgroup/memory.max";
        return File.Exists(ControlGroupLimit)
            && long.TryParse(File.ReadAllText(ControlGroupLimit), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    private static IEnumerable<Measurement<int>> OpenFiles()
    {
        if (Directory.Exists("/proc/self/fd"))
        {
            yield return new(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        }
    }

    private static IEnumerable<Measurement<long>> MaxFiles()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
        {
            yield break;
        }

        var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        if (long.TryParse(line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            yield return new(limit);
        }
    }
}
