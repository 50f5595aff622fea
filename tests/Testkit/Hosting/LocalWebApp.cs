using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Platform.Testkit.Servers;

namespace Platform.Testkit.Hosting;

/// <summary>Hosts a web application in this process on a real port of 127.0.0.1, for servers that a test defines itself.</summary>
public sealed class LocalWebApp : IAsyncDisposable
{
    private LocalWebApp(WebApplication app, Uri? grpcAddress)
    {
        App = app;
        GrpcAddress = grpcAddress;
        Address = app.Urls.Select(url => new Uri(url)).Single(address => address != grpcAddress);
        Client = new HttpClient { BaseAddress = Address };
    }

    /// <summary>The running application.</summary>
    public WebApplication App { get; }

    /// <summary>The address that it listens on.</summary>
    public Uri Address { get; }

    /// <summary>The address on which it serves gRPC; null if it does not.</summary>
    public Uri? GrpcAddress { get; }

    /// <summary>A client of the application.</summary>
    public HttpClient Client { get; }

    /// <summary>Builds and starts the application.</summary>
    /// <param name="map">Adds its routes.</param>
    /// <param name="configure">Adds its services, if it needs any.</param>
    /// <param name="settings">Configuration that overrides all other.</param>
    /// <param name="environment">The environment's name; null for Production.</param>
    /// <param name="servesGrpc">Whether it has a second port, which serves HTTP/2 without TLS.</param>
    public static async Task<LocalWebApp> StartAsync(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? configure = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        string? environment = null,
        bool servesGrpc = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        configure?.Invoke(builder);
        var grpcAddress = servesGrpc ? new Uri($"http://127.0.0.1:{FreePorts.Next()}") : null;
        builder.WebHost.UseUrls(["http://127.0.0.1:0", .. servesGrpc ? [grpcAddress!.ToString()] : Array.Empty<string>()]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            if (endpoint.IPEndPoint?.Port == grpcAddress?.Port)
            {
                endpoint.Protocols = HttpProtocols.Http2;
            }
        }));
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new LocalWebApp(app, grpcAddress);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
