using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>How a process is started.</summary>
internal sealed record ProcessPlan
{
    /// <summary>The program and its arguments; the program is a full path.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>The folder that it runs in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The variables added to the AppHost's own.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The names of those variables that hold a secret.</summary>
    public IReadOnlySet<string> SecretVariables { get; init; } = new HashSet<string>();

    /// <summary>The signal that ends it in order.</summary>
    public int StopSignal { get; init; } = NativeServers.UnixSignal.Terminate;

    /// <summary>What has to be done before each start.</summary>
    public Func<CancellationToken, Task> PrepareAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>What people should know before it starts.</summary>
    public string? Notice { get; init; }

    /// <summary>What is worth showing of it.</summary>
    public IReadOnlyList<ResourcePropertySnapshot> Properties { get; init; } = [];
}
