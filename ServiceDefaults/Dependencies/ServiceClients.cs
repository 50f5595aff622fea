using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ServiceDefaults.Dependencies;

internal static class ServiceClients
{
    public static IHttpClientBuilder Add<TClient>(IHostApplicationBuilder builder, string serviceName, Action<IServiceProvider, HttpClient>? configure)
        where TClient : class
    {
        builder.Services.AddHttpContextAccessor();
        var address = new Uri($"http://{serviceName}");
        AddClient(builder.Services.AddHttpClient(ProbeName(serviceName), (services, client) =>
            {
                client.BaseAddress = address;
                configure?.Invoke(services, client);
            }))
            .AddServiceDiscovery();

        return AddClient(builder.Services.AddHttpClient<TClient>((services, client) =>
            {
                client.BaseAddress = address;

                // The pipeline's timeout applies instead: this one would include reading the body of a stream.
                client.Timeout = Timeout.InfiniteTimeSpan;
                configure?.Invoke(services, client);
            }))
            .AddHttpMessageHandler(services => new ServiceClientHandler(
                serviceName,
                services.GetRequiredService<DependencyPipelines>(),
                services.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(serviceName),
                services.GetRequiredService<IHttpContextAccessor>()))
            .AddServiceDiscovery();
    }

    public static DependencyProbe ProbeOf(string serviceName, string path) => async (services, cancellationToken) =>
    {
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(ProbeName(serviceName));
        using var response = await client.GetAsync(path, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return new ProbeAnswer("alive", new Dictionary<string, object>(StringComparer.Ordinal) { ["connected"] = true, ["http_status"] = (int)response.StatusCode });
    };

    // Handlers live as long as the process; connections are renewed, so that a replica that has moved is found.
    private static IHttpClientBuilder AddClient(IHttpClientBuilder client) => client
        .RemoveAllLoggers()
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        });

    private static string ProbeName(string serviceName) => "probe " + serviceName;
}
