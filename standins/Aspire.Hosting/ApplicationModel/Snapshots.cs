using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>What it is, such as <c>Project</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>More about it.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>What it does.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>When it was made.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When it last started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When it last stopped.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The exit code of its process, if that has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Its links.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Its environment.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Its health checks' last results.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>Whether it is left out of lists.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Null while it does not run or has not been checked; the worst of the reports otherwise.</summary>
    public HealthStatus? HealthStatus
    {
        get
        {
            if (State?.Text != KnownResourceStates.Running)
            {
                return null;
            }

            return HealthReports.Length == 0
                ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
                : HealthReports.Min(r => r.Status) is { } worst && HealthReports.All(r => r.Status is not null)
                    ? worst
                    : Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy;
        }
    }

    /// <summary>Whether what has to follow its start has been done.</summary>
    internal bool IsReady { get; init; }

    /// <summary>Its process; null while there is none.</summary>
    internal int? ProcessId { get; init; }

    /// <summary>How often it was started again.</summary>
    internal int Restarts { get; init; }

    /// <summary>The resources that it waits for, for people.</summary>
    internal string? WaitingFor { get; init; }

    /// <summary>Why it could not be started, for people.</summary>
    internal string? Failure { get; init; }

    /// <summary>The names of the variables that hold a secret.</summary>
    internal ImmutableHashSet<string> SecretVariables { get; init; } = [];
}

/// <summary>What a resource does.</summary>
/// <param name="Text">One of <see cref="KnownResourceStates"/>, or a text.</param>
/// <param name="Style">One of <see cref="KnownResourceStateStyles"/>.</param>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>More about a resource.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether it is kept out of sight.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>An environment variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsFromSpec">Whether the model asked for it.</param>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>A link.</summary>
/// <param name="Name">The endpoint's name, if it is of one.</param>
/// <param name="Url">The address.</param>
/// <param name="IsInternal">Whether it is of no use to people.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>What is shown for it.</summary>
    public string? DisplayText { get; init; }
}

/// <summary>The last result of a health check.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Status">Null before the first run.</param>
/// <param name="Description">What it says.</param>
/// <param name="ExceptionText">What went wrong.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it ran.</summary>
    public DateTime? LastRunAt { get; init; }
}

/// <summary>The states of resources.</summary>
public static class KnownResourceStates
{
    /// <summary>Only a command starts it.</summary>
    public static readonly string NotStarted = "NotStarted";

    /// <summary>Waits for others.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>Is being started.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>Runs.</summary>
    public static readonly string Running = "Running";

    /// <summary>Is there, though it has no process.</summary>
    public static readonly string Active = "Active";

    /// <summary>Cannot run because what runs it cannot.</summary>
    public static readonly string RuntimeUnhealthy = "RuntimeUnhealthy";

    /// <summary>Is being built.</summary>
    public static readonly string Building = "Building";

    /// <summary>Is being stopped.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>Could not be started.</summary>
    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>Has ended.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>Has done its work.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>The states that end a start.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>The looks of states.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Well.</summary>
    public static readonly string Success = "success";

    /// <summary>Worth a look.</summary>
    public static readonly string Info = "info";

    /// <summary>Not as it should be.</summary>
    public static readonly string Warn = "warning";

    /// <summary>Broken.</summary>
    public static readonly string Error = "error";
}
