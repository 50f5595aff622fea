using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>
/// Authenticates calls between services with a shared key, so that other clients that can reach a service's port, including pages of other sites in a
/// user's browser, cannot call internal routes.
/// </summary>
public static class InternalCallExtensions
{
    /// <summary>The header with the key.</summary>
    public const string KeyHeader = "X-Internal-Key";

    private static readonly PathString s_internal = "/internal";

    /// <summary>Binds the key. Without one, a service starts in the Development environment only.</summary>
    public static IHostApplicationBuilder AddInternalCalls(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.Services.AddOptions<InternalCallOptions>().BindConfiguration("Internal")
            .Validate(options => options.Key is { } key ? key.Length >= InternalCallOptions.MinKeyLength : isDevelopment, "Internal:Key needs 16 or more characters.")
            .ValidateOnStart();
        return builder;
    }

    /// <summary>Sends the key with every request of this client.</summary>
    public static IHttpClientBuilder WithInternalKey(this IHttpClientBuilder client) => client.ConfigureHttpClient(static (services, http) =>
    {
        if (services.GetRequiredService<IOptions<InternalCallOptions>>().Value.Key is { } key)
        {
            http.DefaultRequestHeaders.Add(KeyHeader, key);
        }
    });

    /// <summary>
    /// Rejects requests without the key to routes under <c>/internal</c> and to methods of gRPC services with 401, which a gRPC client reports as
    /// <c>Unauthenticated</c>.
    /// </summary>
    public static void UseInternalKey(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetRequiredService<IOptions<InternalCallOptions>>().Value.Key is not { } key)
        {
            return;
        }

        var shared = new SharedKey(key);
        app.Use((context, next) =>
        {
            if (!IsInternal(context) || shared.IsIn(context.Request.Headers[KeyHeader]))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
    }

    private static bool IsInternal(HttpContext context) =>
        context.Request.Path.StartsWithSegments(s_internal, StringComparison.OrdinalIgnoreCase)
        || context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null;
}
