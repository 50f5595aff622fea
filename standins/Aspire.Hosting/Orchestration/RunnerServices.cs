using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What all runners share.</summary>
internal sealed record RunnerServices
{
    public required ResourceNotificationService Notifications { get; init; }

    public required ResourceLoggerService Loggers { get; init; }

    public required ProcessPlanner Planner { get; init; }

    public required ProcessGuardian Guardian { get; init; }

    public required HealthWatch Health { get; init; }

    public required TimeProvider Time { get; init; }

    public required TimeSpan StopTimeout { get; init; }

    /// <summary>The resources that others wait for to end.</summary>
    public required IReadOnlySet<IResource> RunToCompletion { get; init; }

    /// <summary>Whether a process that ended unasked has to be started again: one that serves always, another when it failed.</summary>
    public bool StartsAgain(IResource resource, int exitCode)
        => !RunToCompletion.Contains(resource)
            && (exitCode != 0 || resource is ContainerResource || resource.HasAnnotationOfType<EndpointAnnotation>() || resource.HasAnnotationOfType<HealthCheckAnnotation>());
}
