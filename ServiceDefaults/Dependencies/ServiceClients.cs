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
        AddProbe(builder, serviceName, configure);
        return WithPipeline(
            AddClient(builder.Services.AddHttpClient<TClient>((services, client) =>
            {
                client.BaseAddress = AddressOf(serviceName);

                // The pipeline's timeout applies instead: this one would include reading the body of a stream.
                client.Timeout = Timeout.InfiniteTimeSpan;
                configure?.Invoke(services, client);
            })),
            serviceName);
    }

    /// <summary>Adds the client of the health check.</summary>
    public static void AddProbe(IHostApplicationBuilder builder, string serviceName, Action<IServiceProvider, HttpClient>? configure) =>
        AddClient(builder.Services.AddHttpClient(ProbeName(serviceName), (services, client) =>
            {
                client.BaseAddress = AddressOf(serviceName);
                configure?.Invoke(services, client);
            }))
            .AddServiceDiscovery();

    /// <summary>Sends the requests of a client through the pipeline of the service, to one of its replicas.</summary>
    public static IHttpClientBuilder WithPipeline(IHttpClientBuilder client, string serviceName)
    {
        client.Services.AddHttpContextAccessor();
        return client.AddHttpMessageHandler(services => new ServiceClientHandler(
            serviceName,
            services.GetRequiredService<DependencyPipelines>(),
            services.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(serviceName),
            services.GetRequiredService<IHttpContextAccessor>()))
            .AddServiceDiscovery()
            .AddHttpMessageHandler(static () => new ReplicaHandler());
    }

    public static DependencyProbe ProbeOf(string serviceName, string path) => async (services, cancellationToken) =>
    {
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(ProbeName(serviceName));
        using var response = await client.GetAsync(path, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return new ProbeAnswer("alive", new Dictionary<string, object>(StringComparer.Ordinal) { ["connected"] = true, ["http_status"] = (int)response.StatusCode });
    };

    // Handlers live as long as the process; connections are renewed, so that a replica that has moved is found.
    public static IHttpClientBuilder AddClient(IHttpClientBuilder client, bool isGrpc = false) => client
        .RemoveAllLoggers()
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            // A connection of HTTP/2 carries 100 calls at a time, and one that is dead is noticed only by asking.
            EnableMultipleHttp2Connections = isGrpc,
            KeepAlivePingDelay = isGrpc ? TimeSpan.FromSeconds(15) : Timeout.InfiniteTimeSpan,
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,

            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        });

    private static Uri AddressOf(string serviceName) => new($"http://{serviceName}");

    private static string ProbeName(string serviceName) => "probe " + serviceName;
}
