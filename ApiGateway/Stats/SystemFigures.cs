using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Stats;

/// <summary>
/// Reads figures of host and process from <c>/proc</c>. CPU usage covers the time since the last reading that is at least a second old.
/// </summary>
internal sealed class SystemFigures(TimeProvider time)
{
    private const double Gib = 1024.0 * 1024 * 1024;
    private const double Mib = 1024.0 * 1024;
    private static readonly JsonElement s_unknown = JsonElement.Parse("\"N/A\"");

    private readonly Lock _lock = new();
    private Reading _before;
    private (double Host, double Process) _share;

    public SystemStats Read()
    {
        using var process = Process.GetCurrentProcess();
        var (host, own) = Shares(process);
        var memory = Memory();
        return new SystemStats(
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription + " " + RuntimeInformation.OSArchitecture,
            host,
            Round(memory.Total / Gib),
            Round(memory.Available / Gib),
            Round((memory.Total - memory.Available) / Gib),
            Round(memory.Total == 0 ? 0 : 100.0 * (memory.Total - memory.Available) / memory.Total),
            Disks(),
            Round(process.WorkingSet64 / Mib),
            Round(process.VirtualMemorySize64 / Mib),
            Round(process.WorkingSet64 / Mib),
            own,
            LoadAverage(),
            Environment.ProcessorCount,
            Cores(),
            OpenFiles(),
            process.Threads.Count);
    }

    private static double Round(double number) => Math.Round(number, 2);

    private (double Host, double Process) Shares(Process process)
    {
        lock (_lock)
        {
            var (busy, total) = HostTicks();
            var now = new Reading(time.GetTimestamp(), busy, total, process.TotalProcessorTime);
            var seconds = time.GetElapsedTime(_before.At, now.At).TotalSeconds;
            if (_before.At == 0 || seconds >= 1)
            {
                // The first reading covers the time since the start of host and process.
                var since = _before.At == 0 ? (time.GetUtcNow().UtcDateTime - process.StartTime.ToUniversalTime()).TotalSeconds : seconds;
                _share = (
                    Round(total > _before.Total ? Math.Clamp(100.0 * (busy - _before.Busy) / (total - _before.Total), 0, 100) : 0),
                    Round(since > 0 ? 100 * (now.Process - _before.Process).TotalSeconds / since : 0));
                _before = now;
            }

            return _share;
        }
    }

    private static (long Busy, long Total) HostTicks()
    {
        if (FirstLine("/proc/stat") is not { } line)
        {
            return default;
        }

        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        var total = ticks.Take(8).Sum();
        return (total - ticks[3] - ticks[4], total);
    }

    private static (long Total, long Available) Memory()
    {
        if (!File.Exists("/proc/meminfo"))
        {
            var all = GC.GetGCMemoryInfo();
            return (all.TotalAvailableMemoryBytes, all.TotalAvailableMemoryBytes - all.MemoryLoadBytes);
        }

        long Of(string name) => File.ReadLines("/proc/meminfo").Where(l => l.StartsWith(name, StringComparison.Ordinal))
            .Select(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024).FirstOrDefault();
        return (Of("MemTotal:"), Of("MemAvailable:"));
    }

    private static Dictionary<string, DiskStats> Disks()
    {
        var disks = new Dictionary<string, DiskStats>(StringComparer.Ordinal);
        foreach (var drive in DriveInfo.GetDrives())
        {
            try
            {
                if (drive is { IsReady: true, DriveType: DriveType.Fixed, TotalSize: > 0 })
                {
                    var used = drive.TotalSize - drive.TotalFreeSpace;
                    disks[drive.Name] = new DiskStats(Round(drive.TotalSize / Gib), Round(used / Gib), Round(drive.AvailableFreeSpace / Gib), Round(100.0 * used / drive.TotalSize));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The process has ended, or belongs to another user.
            }
        }

        return disks;
    }

    private static JsonElement LoadAverage() => FirstLine("/proc/loadavg") is { } line
        ? JsonElement.Parse("[" + string.Join(',', line.Split(' ').Take(3)) + "]")
        : s_unknown;

    private static JsonElement OpenFiles() => Directory.Exists("/proc/self/fd")
        ? JsonElement.Parse(Directory.GetFiles("/proc/self/fd").Length.ToString(CultureInfo.InvariantCulture))
        : s_unknown;

    private static int Cores()
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return Environment.ProcessorCount;
        }

        // A core is identified by package and core id; virtual machines may report neither.
        var cores = new HashSet<(string, string)>();
        var package = "";
        foreach (var line in File.ReadLines("/proc/cpuinfo"))
        {
            if (line.StartsWith("physical id", StringComparison.Ordinal))
            {
                package = line;
            }
            else if (line.StartsWith("core id", StringComparison.Ordinal))
            {
                cores.Add((package, line));
            }
        }

        return cores.Count > 0 ? cores.Count : Environment.ProcessorCount;
    }

    private static string? FirstLine(string path) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;

    private readonly record struct Reading(long At, long Busy, long Total, TimeSpan Process);
}
