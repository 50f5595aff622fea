using System.Globalization;
using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A place where a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<IReadOnlyList<AllocatedEndpoint>> _instances = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _transport;
    private int? _port;

    /// <summary>Describes an endpoint.</summary>
    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="uriScheme">Such as <c>http</c>; the protocol's name if left out.</param>
    /// <param name="transport">Such as <c>http2</c>; by the scheme if left out.</param>
    /// <param name="name">The scheme if left out.</param>
    /// <param name="port">Where others reach it; any free port if left out.</param>
    /// <param name="targetPort">Where the process listens; the port if left out.</param>
    /// <param name="isExternal">Whether it is meant for the outside.</param>
    /// <param name="isProxied">Whether a proxy may stand in between; this host has none, the process listens on the port itself.</param>
    public EndpointAnnotation(ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null, bool? isExternal = null, bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        _transport = transport;
        Name = name ?? UriScheme;
        _port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsExplicitlyProxied = isProxied;
    }

    /// <summary>Its name, unique in the resource.</summary>
    public string Name { get; set; }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The port that others use; null for any free one.</summary>
    public int? Port
    {
        get => _port ?? (IsProxied ? null : TargetPort);
        set => _port = value;
    }

    /// <summary>The port that the process listens on; null for the same.</summary>
    public int? TargetPort { get; set; }

    /// <summary>The address that the process listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Such as <c>http</c>.</summary>
    public string UriScheme { get; set; }

    /// <summary>Such as <c>http2</c>.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    /// <summary>Whether it is meant for the outside.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether a proxy may stand in between.</summary>
    public bool IsProxied
    {
        get => IsExplicitlyProxied ?? true;
        set => IsExplicitlyProxied = value;
    }

    /// <summary>What was said of the proxy, if anything.</summary>
    public bool? IsExplicitlyProxied { get; set; }

    /// <summary>Whether it is left out of references to the whole resource.</summary>
    public bool ExcludeReferenceEndpoint { get; set; }

    /// <summary>Where it is; null until the application starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _instances.Task.IsCompletedSuccessfully ? _instances.Task.Result[0] : null;
        set => _instances.TrySetResult([value ?? throw new ArgumentNullException(nameof(value))]);
    }

    /// <summary>The variables that tell the process its port.</summary>
    internal List<string> PortVariables { get; } = [];

    /// <summary>Where each replica is.</summary>
    internal Task<IReadOnlyList<AllocatedEndpoint>> Instances => _instances.Task;

    internal void Allocate(IReadOnlyList<AllocatedEndpoint> instances) => _instances.TrySetResult(instances);
}

/// <summary>Where an endpoint is.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="address">The host's name or address.</param>
/// <param name="port">The port, 1 to 65535.</param>
/// <param name="targetPortExpression">The port inside, for hosts that have an inside.</param>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>The host's name or address.</summary>
    public string Address { get; } = address;

    /// <summary>The port.</summary>
    public int Port { get; } = port;

    /// <summary>The port inside.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>Such as <c>http</c>.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Such as <c>localhost:8000</c>.</summary>
    public string EndPointString => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    /// <summary>Such as <c>http://localhost:8000</c>.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc />
    public override string ToString() => UriString;
}

/// <summary>A part of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary>The whole, such as <c>http://localhost:8000</c>.</summary>
    Url = 0,

    /// <summary>The host's name.</summary>
    Host = 1,

    /// <summary>The host's IPv4 address.</summary>
    IPV4Host = 2,

    /// <summary>The port that others use.</summary>
    Port = 3,

    /// <summary>Such as <c>http</c>.</summary>
    Scheme = 4,

    /// <summary>The port that the process listens on.</summary>
    TargetPort = 5,

    /// <summary>Such as <c>localhost:8000</c>.</summary>
    HostAndPort = 6,
}

/// <summary>Refers to a resource's endpoint, which need not be declared yet.</summary>
public sealed class EndpointReference : IExpressionValue, IValueWithReferences
{
    private EndpointAnnotation? _endpoint;

    /// <summary>Refers to a declared endpoint.</summary>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
    {
        Resource = owner;
        _endpoint = endpoint;
        EndpointName = endpoint.Name;
    }

    /// <summary>Refers to an endpoint by its name.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>The endpoint.</summary>
    /// <exception cref="InvalidOperationException">The resource has none of that name.</exception>
    public EndpointAnnotation EndpointAnnotation => Find()
        ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not defined for the resource `{Resource.Name}`.");

    /// <summary>Whether the resource has an endpoint of that name.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether its address is known.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    /// <summary>Whether the scheme is <c>http</c>.</summary>
    public bool IsHttp => string.Equals(Scheme, "http", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the scheme is <c>https</c>.</summary>
    public bool IsHttps => string.Equals(Scheme, "https", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is left out of references to the whole resource.</summary>
    public bool ExcludeReferenceEndpoint => Find()?.ExcludeReferenceEndpoint ?? false;

    /// <summary>The port that others use.</summary>
    public int Port => Allocated.Port;

    /// <summary>The port that the process was asked to listen on.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <summary>The host's name.</summary>
    public string Host => Allocated.Address;

    /// <summary>Such as <c>http</c>.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>Such as <c>http://localhost:8000</c>.</summary>
    public string Url => Allocated.UriString;

    string IManifestExpressionProvider.ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    IEnumerable<object> IValueWithReferences.References => [Resource];

    private AllocatedEndpoint Allocated => EndpointAnnotation.AllocatedEndpoint
        ?? throw new InvalidOperationException($"The endpoint `{EndpointName}` is not allocated for the resource `{Resource.Name}`.");

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
        => Property(EndpointProperty.Url).GetValueAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
        => Property(EndpointProperty.Url).GetValueAsync(context, cancellationToken);

    private EndpointAnnotation? Find() => _endpoint ??= Resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A part of the address of an endpoint.</summary>
/// <param name="endpointReference">The endpoint.</param>
/// <param name="property">The part.</param>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue, IValueWithReferences
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc />
    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{ExpressionName}}}";

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    private string ExpressionName => Property switch
    {
        EndpointProperty.Url => "url",
        EndpointProperty.Host or EndpointProperty.IPV4Host => "host",
        EndpointProperty.Port => "port",
        EndpointProperty.Scheme => "scheme",
        EndpointProperty.TargetPort => "targetPort",
        EndpointProperty.HostAndPort => "hostAndPort",
        _ => throw new InvalidOperationException($"The property `{Property}` is not supported for the endpoint `{Endpoint.EndpointName}`."),
    };

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ForInstanceAsync(0, cancellationToken);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
        => GetValueAsync(cancellationToken);

    /// <summary>The part for one of the resource's replicas.</summary>
    internal async ValueTask<string?> ForInstanceAsync(int instance, CancellationToken cancellationToken)
    {
        var all = await Endpoint.EndpointAnnotation.Instances.WaitAsync(cancellationToken).ConfigureAwait(false);
        var allocated = all[instance];
        return Property switch
        {
            EndpointProperty.Url => allocated.UriString,
            EndpointProperty.Host => allocated.Address,
            EndpointProperty.IPV4Host => "127.0.0.1",
            EndpointProperty.Port or EndpointProperty.TargetPort => allocated.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.Scheme => allocated.UriScheme,
            EndpointProperty.HostAndPort => allocated.EndPointString,
            _ => throw new InvalidOperationException($"The property `{Property}` is not supported for the endpoint `{Endpoint.EndpointName}`."),
        };
    }
}

/// <summary>The address of one replica, for hosts that have no proxy in front of replicas.</summary>
internal sealed class ReplicaEndpoint(EndpointReference endpoint, int instance) : IExpressionValue
{
    public string ValueExpression => ((IManifestExpressionProvider)endpoint).ValueExpression;

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
        => endpoint.Property(EndpointProperty.Url).ForInstanceAsync(instance, cancellationToken);
}
