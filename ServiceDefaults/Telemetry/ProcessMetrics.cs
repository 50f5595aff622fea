using System.Diagnostics;
using System.Diagnostics.Metrics;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.Machine;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Exports metrics of the process that the runtime's own meters lack.</summary>
internal sealed class ProcessMetrics
{
    public ProcessMetrics(IMeterFactory meters, ServiceIdentity identity)
    {
        var meter = meters.Create("Platform.Process");
        using var process = Process.GetCurrentProcess();
        var started = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        meter.CreateObservableGauge("process.start_time", () => started, "s", "When the process started, in seconds since 1970.");
        meter.CreateObservableGauge("memory.usage", () => Environment.WorkingSet, "By", "Memory that the process occupies.");
        meter.CreateObservableGauge("process.memory.limit", ProcessFigures.MemoryLimit, "By", "Memory that the process may occupy: its control group's limit, else all there is.");
        meter.CreateObservableGauge("process.open_fds", OpenFiles, description: "File descriptors that the process has open.");
        meter.CreateObservableGauge("process.max_fds", MaxFiles, description: "File descriptors that the process may open.");
        meter.CreateObservableGauge(
            "app.build.info",
            () => new Measurement<int>(1, new("version", identity.Version), new("commit", identity.Commit), new("environment", identity.Environment)),
            description: "Always 1; the labels identify the running version.");
    }

    private static IEnumerable<Measurement<int>> OpenFiles() => ProcessFigures.OpenFiles() is { } open ? [new(open)] : [];

    private static IEnumerable<Measurement<long>> MaxFiles() => ProcessFigures.MaxFiles() is { } most ? [new(most)] : [];
}
