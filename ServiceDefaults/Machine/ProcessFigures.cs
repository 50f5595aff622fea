using System.Globalization;

namespace Platform.ServiceDefaults.Machine;

/// <summary>Reads figures of this process and of the machine from the operating system. A figure that is not available is null.</summary>
internal static class ProcessFigures
{
    /// <summary>
    /// Gets the memory limit of the process in bytes: that of its control group, else the memory of the machine. A heap limit does not count, because
    /// the process also has code, stacks and native buffers.
    /// </summary>
    public static long MemoryLimit()
    {
        const string ControlGroupLimit = "/sys/fs/cgroup/memory.max";
        return File.Exists(ControlGroupLimit)
            && long.TryParse(File.ReadAllText(ControlGroupLimit), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : MachineMemory() ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    /// <summary>Gets the number of open file descriptors.</summary>
    public static int? OpenFiles() => Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : null;

    /// <summary>Gets the maximum number of file descriptors.</summary>
    public static long? MaxFiles()
    {
        const string Limits = "/proc/self/limits";
        const string Name = "Max open files";
        return File.Exists(Limits)
            && File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;
    }

    /// <summary>Gets the average number of runnable tasks over the last minute.</summary>
    public static double? LoadAverage() => File.Exists("/proc/loadavg")
        && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
        ? load
        : null;

    /// <summary>Gets the memory of the machine in bytes.</summary>
    private static long? MachineMemory()
    {
        const string Memory = "/proc/meminfo";
        const string Name = "MemTotal:";
        return File.Exists(Memory)
            && File.ReadLines(Memory).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
