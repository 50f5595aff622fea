using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds environment variables when a resource starts.</summary>
public class EnvironmentCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Calls back asynchronously.</summary>
    public EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) => Callback = callback;

    /// <summary>Calls back.</summary>
    public EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> callback) => Callback = context =>
    {
        callback(context);
        return Task.CompletedTask;
    };

    /// <summary>Sets one variable.</summary>
    public EnvironmentCallbackAnnotation(string name, Func<string> callback) => Callback = context =>
    {
        context.EnvironmentVariables[name] = callback();
        return Task.CompletedTask;
    };

    /// <summary>What is called.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; }
}

/// <summary>The environment of a resource in the making.</summary>
/// <param name="executionContext">Why it is made.</param>
/// <param name="resource">Whose it is.</param>
/// <param name="environmentVariables">The variables so far.</param>
/// <param name="cancellationToken">Cancels the making.</param>
public class EnvironmentCallbackContext(DistributedApplicationExecutionContext executionContext, IResource resource, Dictionary<string, object>? environmentVariables = null, CancellationToken cancellationToken = default)
{
    /// <summary>Why it is made.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>Whose it is.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The variables: strings or value providers.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    /// <summary>Cancels the making.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The resource's log.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;
}

/// <summary>Adds command-line arguments when a resource starts.</summary>
public class CommandLineArgsCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Calls back asynchronously.</summary>
    public CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) => Callback = callback;

    /// <summary>Calls back.</summary>
    public CommandLineArgsCallbackAnnotation(Action<IList<object>> callback) => Callback = context =>
    {
        callback(context.Args);
        return Task.CompletedTask;
    };

    /// <summary>What is called.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; }
}

/// <summary>The arguments of a resource in the making.</summary>
/// <param name="args">The arguments so far: strings or value providers.</param>
/// <param name="cancellationToken">Cancels the making.</param>
public sealed class CommandLineArgsCallbackContext(IList<object> args, CancellationToken cancellationToken = default)
{
    /// <summary>The arguments: strings or value providers.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Cancels the making.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>What a resource waits for in another.</summary>
public enum WaitType
{
    /// <summary>That it runs, its health checks pass and its ready event has been handled.</summary>
    WaitUntilHealthy = 0,

    /// <summary>That it has ended with a given exit code.</summary>
    WaitForCompletion = 1,

    /// <summary>That it runs.</summary>
    WaitUntilStarted = 2,
}

/// <summary>What to do when the awaited resource cannot run.</summary>
public enum WaitBehavior
{
    /// <summary>Go on waiting.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>Fail.</summary>
    StopOnResourceUnavailable = 1,
}

/// <summary>Makes a resource wait for another.</summary>
/// <param name="resource">The awaited resource.</param>
/// <param name="waitType">What is awaited.</param>
/// <param name="exitCode">The expected exit code, for completion.</param>
public class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The awaited resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is awaited.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The expected exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do when the awaited resource cannot run.</summary>
    public WaitBehavior? WaitBehavior { get; set; }
}

/// <summary>Names a registered health check that tells whether the resource is healthy.</summary>
/// <param name="key">The check's name.</param>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The check's name.</summary>
    public string Key { get; } = key;
}

/// <summary>How many processes run a project.</summary>
/// <param name="replicas">Their number, at least 1.</param>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>Their number.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>Marks a resource that only a command starts.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>Says which variables references put into a resource's environment.</summary>
/// <param name="flags">The kinds.</param>
public sealed class ReferenceEnvironmentInjectionAnnotation(ReferenceEnvironmentInjectionFlags flags) : IResourceAnnotation
{
    /// <summary>The kinds.</summary>
    public ReferenceEnvironmentInjectionFlags Flags { get; } = flags;
}

/// <summary>Kinds of variables that references give.</summary>
[Flags]
public enum ReferenceEnvironmentInjectionFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>ConnectionStrings__{name}</c>.</summary>
    ConnectionString = 1,

    /// <summary><c>{NAME}_{KEY}</c>.</summary>
    ConnectionProperties = 2,

    /// <summary><c>services__{name}__{scheme}__{index}</c>.</summary>
    ServiceDiscovery = 4,

    /// <summary><c>{NAME}_{ENDPOINT}</c>.</summary>
    Endpoints = 8,

    /// <summary>All.</summary>
    All = 15,
}

/// <summary>That a resource has to do with another.</summary>
/// <param name="resource">The other.</param>
/// <param name="type">How, such as <c>Reference</c> or <c>WaitFor</c>.</param>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>How.</summary>
    public string Type { get; } = type;
}

/// <summary>A folder that a container keeps its data in.</summary>
/// <param name="source">The volume's name or the folder; null for a nameless volume.</param>
/// <param name="target">The folder in the container.</param>
/// <param name="type">Volume or folder.</param>
/// <param name="isReadOnly">Whether it cannot be written.</param>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    /// <summary>The volume's name or the folder.</summary>
    public string? Source { get; } = source;

    /// <summary>The folder in the container.</summary>
    public string Target { get; } = target;

    /// <summary>Volume or folder.</summary>
    public ContainerMountType Type { get; } = type;

    /// <summary>Whether it cannot be written.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>Volume or folder.</summary>
public enum ContainerMountType
{
    /// <summary>A folder of the host.</summary>
    BindMount = 0,

    /// <summary>A volume.</summary>
    Volume = 1,
}

/// <summary>A link to a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The address; one that is relative is taken from the endpoint.</summary>
    public required string Url { get; set; }

    /// <summary>What is shown for it.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The place among the links; higher comes first.</summary>
    public int? DisplayOrder { get; set; }

    /// <summary>The endpoint that it is of.</summary>
    public EndpointReference? Endpoint { get; init; }

    /// <summary>Where it is shown.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; } = UrlDisplayLocation.SummaryAndDetails;
}

/// <summary>Where a link is shown.</summary>
public enum UrlDisplayLocation
{
    /// <summary>In the list and on the resource's page.</summary>
    SummaryAndDetails = 0,

    /// <summary>On the resource's page.</summary>
    DetailsOnly = 1,
}

internal sealed class ResourceUrlsCallbackAnnotation(Action<List<ResourceUrlAnnotation>> callback) : IResourceAnnotation
{
    public Action<List<ResourceUrlAnnotation>> Callback { get; } = callback;
}

/// <summary>Says how this host runs a server that the published package runs in a container.</summary>
internal sealed class NativeServerAnnotation(Func<NativeServerContext, CancellationToken, Task<NativeServers.NativeServer>> create) : IResourceAnnotation
{
    public Func<NativeServerContext, CancellationToken, Task<NativeServers.NativeServer>> CreateAsync { get; } = create;
}

/// <param name="DataFolder">The folder for the server's data, kept between runs.</param>
/// <param name="Arguments">The resource's arguments; none while it is only looked whether the program is there.</param>
internal sealed record NativeServerContext(string DataFolder, IReadOnlyList<string> Arguments);
