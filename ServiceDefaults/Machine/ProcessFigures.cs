using System.Globalization;

namespace Platform.ServiceDefaults.Machine;

/// <summary>What the system says of this process and of the machine. What it does not say is null.</summary>
internal static class ProcessFigures
{
    /// <summary>
    /// Bytes that the process may occupy: its control group's limit, else all that the machine has. A limit of the heap is none of the
    /// process, which has code, stacks and buffers of libraries beside it.
    /// </summary>
    public static long MemoryLimit()
    {
        const string ControlGroupLimit = "/sys/fs/cgroup/memory.max";
        return File.Exists(ControlGroupLimit)
            && long.TryParse(File.ReadAllText(ControlGroupLimit), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : MachineMemory() ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    }

    /// <summary>File descriptors that the process has open.</summary>
    public static int? OpenFiles() => Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : null;

    /// <summary>File descriptors that the process may open.</summary>
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

    /// <summary>Average number of runnable tasks over the last minute.</summary>
    public static double? LoadAverage() => File.Exists("/proc/loadavg")
        && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
        ? load
        : null;

    /// <summary>Bytes of memory that the machine has.</summary>
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
