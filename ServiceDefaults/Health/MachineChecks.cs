using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Machine;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// Checks disk, memory and other resources of the process. A shortage makes a service degraded, never unhealthy, because it still works.
/// </summary>
internal sealed class MachineChecks(IHostEnvironment environment, IOptions<HealthOptions> options, TimeProvider time)
{
    private const int LongThreadPoolQueue = 1000;

    private readonly Lock _lock = new();
    private long _lastAt;
    private TimeSpan _lastCpu;

    public ProbeAnswer Disk()
    {
        var drive = new DriveInfo(Path.GetFullPath(environment.ContentRootPath));
        var used = drive.TotalSize == 0 ? 0 : 100.0 * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize;
        return Judge(
            used,
            string.Create(CultureInfo.InvariantCulture, $"{used:0.0} % of the disk used"),
            new()
            {
                ["total_bytes"] = drive.TotalSize,
                ["free_bytes"] = drive.AvailableFreeSpace,
                ["used_percent"] = Math.Round(used, 1),
            });
    }

    /// <summary>Checks the memory of the process against its limit, and the managed heap against its own limit.</summary>
    public ProbeAnswer Memory()
    {
        var limit = ProcessFigures.MemoryLimit();
        var occupied = Environment.WorkingSet;
        var used = limit == 0 ? 0 : 100.0 * occupied / limit;

        // Only what survived the last collection counts: garbage and fragmentation are reclaimed when memory is needed.
        var heap = GC.GetGCMemoryInfo();
        var objects = Math.Max(0, heap.HeapSizeBytes - heap.FragmentedBytes);
        var heapUsed = heap.TotalAvailableMemoryBytes == 0 ? 0 : 100.0 * objects / heap.TotalAvailableMemoryBytes;
        return Judge(
            Math.Max(used, heapUsed),
            string.Create(CultureInfo.InvariantCulture, $"{used:0.0} % of the memory used, {heapUsed:0.0} % of the heap"),
            new()
            {
                ["process_bytes"] = occupied,
                ["limit_bytes"] = limit,
                ["used_percent"] = Math.Round(used, 1),
                ["heap_bytes"] = objects,
                ["heap_limit_bytes"] = heap.TotalAvailableMemoryBytes,
                ["heap_used_percent"] = Math.Round(heapUsed, 1),
                ["allocated_bytes"] = GC.GetTotalAllocatedBytes(),
            });
    }

    public ProbeAnswer Resources()
    {
        var details = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["cpu_percent"] = CpuPercent(),
            ["cpu_count"] = Environment.ProcessorCount,
            ["thread_count"] = ThreadPool.ThreadCount,
            ["thread_pool_queue"] = ThreadPool.PendingWorkItemCount,
        };
        var files = 0.0;
        if (ProcessFigures.OpenFiles() is { } open && ProcessFigures.MaxFiles() is { } most)
        {
            details["open_file_descriptors"] = open;
            details["max_file_descriptors"] = most;
            files = 100.0 * open / most;
        }

        if (ProcessFigures.LoadAverage() is { } load)
        {
            details["load_average"] = load;
        }

        return files >= options.Value.DegradedAtPercent
            ? new("file descriptors run out", details, HealthStatus.Degraded)
            : ThreadPool.PendingWorkItemCount > LongThreadPoolQueue
                ? new("work waits for threads", details, HealthStatus.Degraded)
                : new("system resources OK", details);
    }

    /// <summary>Describes the platform that the process runs on.</summary>
    public static Dictionary<string, object> Platform() => new(StringComparer.Ordinal)
    {
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["platform"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["pid"] = Environment.ProcessId,
    };

    private ProbeAnswer Judge(double used, string message, Dictionary<string, object> details) =>
        new(message, details, used >= options.Value.DegradedAtPercent ? HealthStatus.Degraded : HealthStatus.Healthy);

    /// <summary>Gets the share of all processors used since the last call, or since the start at the first call.</summary>
    private double CpuPercent()
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var (passed, spent) = _lastAt == 0
                ? (time.GetUtcNow().UtcDateTime - process.StartTime.ToUniversalTime(), cpu)
                : (time.GetElapsedTime(_lastAt, now), cpu - _lastCpu);
            (_lastAt, _lastCpu) = (now, cpu);
            return passed <= TimeSpan.Zero ? 0 : Math.Round(Math.Clamp(100 * spent / passed / Environment.ProcessorCount, 0, 100), 1);
        }
    }
}
