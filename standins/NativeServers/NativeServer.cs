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

    /// <summary>The folder that it runs in; null where that does not matter.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>The operating system's user to run as when the parent is root; null for the parent's own.</summary>
    public string? RunAsUser { get; init; }

    /// <summary>The signal that stops it in order: 15 (SIGTERM) or 2 (SIGINT, PostgreSQL's fast shutdown).</summary>
    public int StopSignal { get; init; } = 15;

    /// <summary>The signal that ends it at once with all its processes when its data is no longer needed.</summary>
    public int AbandonSignal { get; init; } = UnixSignal.Kill;

    /// <summary>The TCP ports on which it listens, all on 127.0.0.1.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>What people should be told before it starts, such as a data folder elsewhere than asked for; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>What has to be done before each start (create the data folder, write the configuration, initdb); safe to repeat.</summary>
    public required Func<CancellationToken, Task> PrepareAsync { get; init; }

    /// <summary>Whether it answers in its own protocol now; false, never an exception, while it does not.</summary>
    public Func<CancellationToken, Task<bool>> IsReadyAsync { get; init; } = static _ => Task.FromResult(true);

    /// <summary>The program and arguments to execute in the present process's place of power: with a change of user where one is due.</summary>
    /// <remarks>The change of user replaces itself by the program, so the process id and group are the program's own.</remarks>
    public IReadOnlyList<string> CommandLine() =>
        [.. SystemUser.Prefix(RunAsUser), Executable, .. Arguments];
}
