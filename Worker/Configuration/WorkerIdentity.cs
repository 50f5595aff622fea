using Platform.Worker.Processes;

namespace Platform.Worker.Configuration;

/// <summary>Identifies this process. The id changes with each start, so that leases of a predecessor do not appear to be alive.</summary>
internal sealed class WorkerIdentity(MachineSlots slots, TimeProvider time)
{
    public string Id { get; } = $"{MachineName()}-{Environment.ProcessId}-{Guid.CreateVersion7(time.GetUtcNow()).ToString("N")[20..]}";

    /// <summary>Gets the processors that this process shares with other workers: they cannot help each other. Null while that is not known.</summary>
    public string? Processors => slots.Name;

    private static string MachineName() =>
        string.Concat(Environment.MachineName.ToLowerInvariant().Where(static c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(40));
}
