using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>The endpoints in section <c>Services</c>, read once and again when the configuration changes.</summary>
internal sealed class ConfiguredEndpoints : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IDisposable _changes;
    private ConcurrentDictionary<string, Service?> _services = new(StringComparer.OrdinalIgnoreCase);

    public ConfiguredEndpoints(IConfiguration configuration)
    {
        _configuration = configuration;
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, () => _services = new(StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose() => _changes.Dispose();

    /// <summary>The URI to send a request to: the service's next endpoint, or the URI itself where the name is not a service's.</summary>
    public Uri Next(Uri asked)
    {
        var service = _services.GetOrAdd(asked.Scheme + "://" + asked.Host, static (_, state) => state.Self.Read(state.Asked), (Self: this, Asked: asked));
        if (service is null)
        {
            return asked;
        }

        var endpoint = service.Next();
        return new UriBuilder(asked) { Scheme = endpoint.Scheme, Host = endpoint.Host, Port = endpoint.Port }.Uri;
    }

    private Service? Read(Uri asked)
    {
        // "_name.service" asks for a named endpoint; "https+http" lists schemes by preference.
        var host = asked.Host;
        var named = host.StartsWith('_') ? host[1..].Split('.', 2) : null;
        var (endpointName, serviceName) = named is [var first, var rest] ? (first, rest) : (null, host);
        var section = _configuration.GetSection("Services").GetSection(serviceName);
        string[] keys = endpointName is null ? ["default", .. asked.Scheme.Split('+')] : [endpointName];

        foreach (var key in keys)
        {
            var endpoints = section.GetSection(key).GetChildren()
                .Where(child => child.Value is not null)
                .OrderBy(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    ? index
                    : throw new KeyNotFoundException($"The endpoint configuration section for service '{serviceName}' endpoint '{key}' has non-numeric keys."))
                .Select(child => new Uri(child.Value!.Contains("://", StringComparison.Ordinal) ? child.Value : $"{asked.Scheme}://{child.Value}"))
                .ToArray();
            if (endpoints.Length > 0)
            {
                return new Service(endpoints);
            }
        }

        return null;
    }

    private sealed class Service(Uri[] endpoints)
    {
        private uint _last = uint.MaxValue;

        public Uri Next() => endpoints[Interlocked.Increment(ref _last) % (uint)endpoints.Length];
    }
}
