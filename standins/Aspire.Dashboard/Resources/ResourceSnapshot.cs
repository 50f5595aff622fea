namespace Aspire.Dashboard.Resources;

/// <summary>What is known about one instance of a resource at one moment.</summary>
public sealed record ResourceSnapshot
{
    /// <summary>Unique among all instances and stable over restarts, such as <c>worker-k2x9qf7d</c>; also the key of its console logs.
    /// The part after the resource's name is what the instance sends as <c>service.instance.id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The resource's name in the app model, such as <c>worker</c>; equal for all of its replicas.</summary>
    public required string Name { get; init; }

    /// <summary>What people see: the name, or the id where the resource has replicas.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it is: <c>Project</c>, <c>Executable</c>, <c>PostgresServerResource</c> and so on.</summary>
    public required string Type { get; init; }

    /// <summary>One of Aspire's known states (<c>NotStarted</c>, <c>Waiting</c>, <c>Starting</c>, <c>Running</c>, <c>RuntimeUnhealthy</c>,
    /// <c>Stopping</c>, <c>FailedToStart</c>, <c>Exited</c>, <c>Finished</c>) or a text of its own.</summary>
    public required string State { get; init; }

    /// <summary>The worst of the reports; null where the resource has no health checks or is not running.</summary>
    public ResourceHealth? Health { get; init; }

    /// <summary>One entry per health check, in the order of their names.</summary>
    public IReadOnlyList<HealthReportSnapshot> HealthReports { get; init; } = [];

    /// <summary>Where it can be reached.</summary>
    public IReadOnlyList<ResourceUrl> Urls { get; init; } = [];

    /// <summary>The operating system's id of its process; null while there is none.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How its last process ended; null while it has not.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often it was started again since the first start, by hand or after a crash.</summary>
    public int Restarts { get; init; }

    /// <summary>When its present (or last) process started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last process ended; null while it runs.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>What its process was started with. Secret values never leave the host unless somebody asks for that one.</summary>
    public IReadOnlyList<ResourceEnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Whatever else is worth reading, such as the path of the program, its arguments and its working folder.</summary>
    public IReadOnlyList<ResourceProperty> Properties { get; init; } = [];

    /// <summary>The names of the resources that it refers to.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The name of the resource that it belongs to, such as the server of a database; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>Why it has not started yet, in a person's words (which resource, which check); null when it waits for nothing.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>What can be done with it right now.</summary>
    public ResourceActions Actions { get; init; }
}
