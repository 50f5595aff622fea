using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Platform.Testkit.Hosting;

namespace Platform.Integration.Frontend;

/// <summary>A gateway that breaks off streams and ends sessions when it is told to, which the real one does not.</summary>
internal sealed class GatewayDouble : IAsyncDisposable
{
    private LocalWebApp _app = null!;
    private HttpClient _client = null!;

    public ConcurrentQueue<string> Refreshed { get; } = new();

    /// <summary>Written to whoever reads events; null cuts the connection.</summary>
    public Channel<string?> Events { get; } = Channel.CreateBounded<string?>(100);

    public int Streams { get; private set; }

    public bool RefusesRefresh { get; set; }

    /// <summary>The Authorization headers of requests to sign out.</summary>
    public ConcurrentQueue<string> SignedOut { get; } = new();

    /// <summary>Called while somebody who signs out waits for the answer.</summary>
    public Action OnSignOut { get; set; } = static () => { };

    public string Accepted { get; set; } = "access-0";

    public GatewayHttp Http { get; private set; } = null!;

    public GatewayStatus Status { get; } = new(TimeProvider.System);

    public static async Task<GatewayDouble> StartAsync()
    {
        var gateway = new GatewayDouble();
        gateway._app = await LocalWebApp.StartAsync(gateway.Map);
        gateway._client = new HttpClient { BaseAddress = gateway._app.Address };
        gateway.Http = new GatewayHttp(gateway._client, gateway.Status);
        return gateway;
    }

    public static Tokens Tokens(DateTimeOffset expiresAt, int number = 0) => new($"access-{number}", $"refresh-{number}", expiresAt);

    public async ValueTask DisposeAsync()
    {
        Events.Writer.TryComplete();
        Status.Dispose();
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private void Map(WebApplication app)
    {
        app.MapPost("/api/v1/auth/refresh", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            Refreshed.Enqueue(await reader.ReadToEndAsync());
            if (RefusesRefresh)
            {
                return Results.StatusCode(401);
            }

            var number = Refreshed.Count;
            Accepted = $"access-{number}";
            return Results.Text($$"""{"access_token":"access-{{number}}","token_type":"Bearer","expires_in":1800,"refresh_token":"refresh-{{number}}"}""", "application/json");
        });
        app.MapPost("/api/v1/auth/sign-out", (HttpContext context) =>
        {
            SignedOut.Enqueue(context.Request.Headers.Authorization.ToString());
            OnSignOut();
            return Results.NoContent();
        });
        app.MapGet("/api/v1/jobs/events", async (HttpContext context) =>
        {
            if (context.Request.Headers.Authorization != $"Bearer {Accepted}")
            {
                context.Response.StatusCode = 401;
                return;
            }

            Streams++;
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(": hello\n\n");
            await context.Response.Body.FlushAsync();
            await foreach (var text in Events.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (text is null)
                {
                    context.Abort();
                    return;
                }

                await context.Response.WriteAsync(text);
                await context.Response.Body.FlushAsync();
            }
        });
    }
}
