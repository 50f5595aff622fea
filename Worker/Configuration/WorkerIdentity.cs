namespace Platform.Worker.Configuration;

/// <summary>Who this process is: new with each start, so that a predecessor's leases never look alive.</summary>
internal sealed class WorkerIdentity(TimeProvider time)
{
    public string Id { get; } = $"{MachineName()}-{Environment.ProcessId}-{Guid.CreateVersion7(time.GetUtcNow()).ToString("N")[20..]}";

    private static string MachineName() =>
        string.Concat(Environment.MachineName.ToLowerInvariant().Where(static c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(40));
}
