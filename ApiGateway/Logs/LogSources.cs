using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.Logs;

/// <summary>Lists the replicas that have log files, from service discovery.</summary>
internal sealed class LogSources(IConfiguration configuration, IOptions<LogReadingOptions> options)
{
    /// <summary>Finds all replicas of the services except this gateway.</summary>
    /// <param name="service">The service; null for all.</param>
    public List<LogSource> Find(string? service = null)
    {
        var sources = new List<LogSource>();
        foreach (var name in options.Value.Services.Where(name => service is null || name == service))
        {
            // One entry per replica if each has an address; a load balancer's address reaches one of them. A port for gRPC serves nothing else.
            var addresses = configuration.GetSection("Services").GetSection(name).GetChildren()
                .Where(endpoint => !endpoint.Key.Equals("grpc", StringComparison.OrdinalIgnoreCase))
                .SelectMany(endpoint => endpoint.GetChildren())
                .Select(child => Uri.TryCreate(child.Value, UriKind.Absolute, out var address) ? address : null)
                .OfType<Uri>()
                .DistinctBy(address => address.Authority)
                .Order(Comparer<Uri>.Create(static (one, other) => string.CompareOrdinal(one.Authority, other.Authority)));
            sources.AddRange(addresses.Select(address => new LogSource(name, address)));
        }

        return sources;
    }

    /// <summary>Checks whether a service is configured.</summary>
    public bool IsKnown(string service, string own) => service == own || options.Value.Services.Contains(service, StringComparer.Ordinal);
}

/// <summary>Represents one replica.</summary>
internal sealed record LogSource(string Service, Uri Address)
{
    /// <summary>Gets its name in cursors.</summary>
    public string Id => Address.Authority;
}
