using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Platform.Testkit.Hosting;

/// <summary>Hosts a web application in this process on a real port of 127.0.0.1, for servers that a test defines itself.</summary>
public sealed class LocalWebApp : IAsyncDisposable
{
    private LocalWebApp(WebApplication app)
    {
        App = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    /// <summary>The running application.</summary>
    public WebApplication App { get; }

    /// <summary>The address that it listens on.</summary>
    public Uri Address { get; }

    /// <summary>A client of the application.</summary>
    public HttpClient Client { get; }

    /// <summary>Builds and starts the application.</summary>
    /// <param name="map">Adds its routes.</param>
    /// <param name="configure">Adds its services, if it needs any.</param>
    /// <param name="settings">Configuration that overrides all other.</param>
    /// <param name="environment">The environment's name; null for Production.</param>
    public static async Task<LocalWebApp> StartAsync(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? configure = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        string? environment = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        configure?.Invoke(builder);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new LocalWebApp(app);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }
}
