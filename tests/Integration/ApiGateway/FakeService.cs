using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.GrpcCalls;
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

    public Uri GrpcAddress => _app.GrpcAddress!;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers a request with an error: an HTTP status, or what corresponds to it for a gRPC call.</summary>
    public static Task AnswerAsync(HttpContext context, int status, ErrorDetail? detail = null, string message = "")
    {
        var response = context.Response;
        if (!IsCall(context))
        {
            response.StatusCode = status;
            return Task.CompletedTask;
        }

        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)CodeOf(status)).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = message;
        if (status is 422 or 429 || detail is not null)
        {
            detail ??= new ErrorDetail();
            detail.Status = status;
            response.Headers["platform-error-bin"] = Convert.ToBase64String(detail.ToByteArray());
        }

        return Task.CompletedTask;
    }

    protected static async Task<T> StartAsync<T>(T fake)
        where T : FakeService
    {
        fake._app = await LocalWebApp.StartAsync(
            fake.Map,
            builder =>
            {
                builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = GrpcLimits.MaxCallBytes);
                fake.AddServices(builder.Services);
            },
            servesGrpc: true);
        return fake;
    }

    protected virtual void AddServices(IServiceCollection services)
    {
    }

    protected abstract void MapRoutes(WebApplication app);

    private static bool IsCall(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;

    private static StatusCode CodeOf(int status) => status switch
    {
        400 or 422 => StatusCode.InvalidArgument,
        401 => StatusCode.Unauthenticated,
        413 or 429 => StatusCode.ResourceExhausted,
        500 => StatusCode.Internal,
        501 => StatusCode.Unimplemented,
        503 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    private void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            if (IsDown)
            {
                context.Response.StatusCode = 503;
                return;
            }

            if (IsCall(context) || context.Request.Path.StartsWithSegments("/internal", StringComparison.Ordinal))
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
