using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Requests;

namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Sets up the gRPC API that a service offers to the other services of the platform.</summary>
public static class GrpcServerExtensions
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private const int FramingBytes = 1024;

    /// <summary>Adds gRPC with the checks of requests, the mapping of errors and the limits of messages that all services share.</summary>
    public static IHostApplicationBuilder AddGrpcCalls(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddInternalCalls();
        var services = builder.Services;
        services.AddOptions<GrpcServerOptions>().BindConfiguration("Grpc").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RefusalInterceptor>();
        services.AddSingleton<GrpcPortNotice>();
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = GrpcLimits.MaxCallBytes;
            options.MaxSendMessageSize = GrpcLimits.MaxCallBytes;
            options.Interceptors.Add<RefusalInterceptor>();

            // Otherwise there are catch-all routes, and the metrics would count whatever a caller names.
            options.IgnoreUnknownServices = true;
        });
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GrpcServerOptions>>(static (kestrel, grpc) =>
        {
            kestrel.Limits.MaxRequestBodySize = GrpcLimits.MaxCallBytes + FramingBytes;
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                if (grpc.Value.Port is { } port && endpoint.IPEndPoint?.Port == port)
                {
                    endpoint.Protocols = HttpProtocols.Http2;
                }
            });
        });
        return builder;
    }

    /// <summary>Adds the authentication of callers, and the measuring of calls by the HTTP status that their status corresponds to.</summary>
    public static void UseGrpcCalls(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Use((HttpContext context, RequestDelegate next) => MeasureAsync(context, next));
        app.UseInternalKey();
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<GrpcPortNotice>().Check(app.Urls));
    }

    private static async Task MeasureAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);

        // A call that succeeds has its status in the trailers, one that fails in the headers.
        var headers = context.Response.Headers;
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is null
            || context.GetMeasuredStatus() is not null
            || !int.TryParse(headers[StatusHeader].ToString(), CultureInfo.InvariantCulture, out var number))
        {
            return;
        }

        var code = (StatusCode)number;
        if (code == StatusCode.Unknown && !context.Response.HasStarted)
        {
            // The interceptor translates every exception of a method, so this one was thrown before: the bytes are not a message of that type.
            code = StatusCode.InvalidArgument;
            headers[StatusHeader] = ((int)code).ToString(CultureInfo.InvariantCulture);
            headers[MessageHeader] = "The message cannot be read.";
        }

        context.SetMeasuredStatus(CallStatuses.ToHttp(code));
    }
}
