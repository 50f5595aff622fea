namespace NativeServers;

/// <summary>A server program of the operating system's packages, ready to be started as a plain process.</summary>
public sealed record NativeServer
{
    /// <summary>What people call it, such as <c>PostgreSQL</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the program.</summary>
    public required string Executable { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Environment added to the parent's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder in which it keeps its data.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The operating system's user to run as when the parent is root; null for the parent's own.</summary>
    public string? RunAsUser { get; init; }

    /// <summary>The signal that stops it in order: 15 (SIGTERM) or 2 (SIGINT, PostgreSQL's fast shutdown).</summary>
    public int StopSignal { get; init; } = 15;

    /// <summary>What has to be done before each start (create the data folder, write the configuration, initdb); safe to repeat.</summary>
    public required Func<CancellationToken, Task> PrepareAsync { get; init; }
}
