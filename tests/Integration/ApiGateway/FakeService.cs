using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Testkit.Hosting;

namespace Platform.Integration.ApiGateway;

/// <summary>The internal contract of a service in memory, so that the gateway can be tested by itself.</summary>
public abstract class FakeService : IAsyncDisposable
{
    private LocalWebApp _app = null!;

    public bool IsDown { get; set; }

    /// <summary>Answers a request instead; false where it does not.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Requests so far, without those for its health.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public Uri Address => _app.Address;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static async Task<T> StartAsync<T>(T fake)
        where T : FakeService
    {
        fake._app = await LocalWebApp.StartAsync(fake.Map);
        return fake;
    }

    protected abstract void MapRoutes(WebApplication app);

    private void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            if (IsDown)
            {
                context.Response.StatusCode = 503;
                return;
            }

            if (context.Request.Path.StartsWithSegments("/internal", StringComparison.Ordinal))
            {
                Asked.Enqueue($"{context.Request.Method} {context.Request.Path}");
                if (Instead is { } instead && await instead(context))
                {
                    return;
                }
            }

            await next(context);
        });
        app.MapGet("/health/live", () => "ok");
        MapRoutes(app);
    }
}
