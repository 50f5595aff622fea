using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.Logs;

/// <summary>The replicas that have log files, as service discovery knows them.</summary>
internal sealed class LogSources(IConfiguration configuration, IOptions<LogReadingOptions> options)
{
    /// <summary>Every replica of the services, but for this gateway itself.</summary>
    /// <param name="service">Of this service only; null for all.</param>
    public List<LogSource> Find(string? service = null)
    {
        var sources = new List<LogSource>();
        foreach (var name in options.Value.Services.Where(name => service is null || name == service))
        {
            // One entry for each replica where they are told apart; a load balancer's address stands for one of them.
            var addresses = configuration.GetSection("Services").GetSection(name).GetChildren()
                .SelectMany(scheme => scheme.GetChildren())
                .Select(child => Uri.TryCreate(child.Value, UriKind.Absolute, out var address) ? address : null)
                .OfType<Uri>()
                .DistinctBy(address => address.Authority)
                .Order(Comparer<Uri>.Create(static (one, other) => string.CompareOrdinal(one.Authority, other.Authority)));
            sources.AddRange(addresses.Select(address => new LogSource(name, address)));
        }

        return sources;
    }

    /// <summary>Whether there can be logs of such a service.</summary>
    public bool IsKnown(string service, string own) => service == own || options.Value.Services.Contains(service, StringComparer.Ordinal);
}

/// <summary>One replica.</summary>
internal sealed record LogSource(string Service, Uri Address)
{
    /// <summary>What it is called in cursors.</summary>
    public string Id => Address.Authority;
}
