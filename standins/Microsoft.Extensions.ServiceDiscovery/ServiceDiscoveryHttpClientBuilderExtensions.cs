using Microsoft.Extensions.ServiceDiscovery;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets HTTP clients use service names as host names.</summary>
public static class ServiceDiscoveryHttpClientBuilderExtensions
{
    /// <summary>Resolves the host name of each request, taking the endpoints of a service in turn.</summary>
    public static IHttpClientBuilder AddServiceDiscovery(this IHttpClientBuilder httpClientBuilder)
    {
        ArgumentNullException.ThrowIfNull(httpClientBuilder);
        httpClientBuilder.Services.AddServiceDiscovery();
        return httpClientBuilder.AddHttpMessageHandler(
            services => new ResolvingHandler(services.GetRequiredService<ConfiguredEndpoints>()));
    }
}
