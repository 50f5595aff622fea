using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>
/// Calls between services bear a key that only they know: whoever else reaches a service's port can do nothing there, nor can a page of
/// another site in the browser of somebody who does.
/// </summary>
public static class InternalCallExtensions
{
    /// <summary>The header that bears the key.</summary>
    public const string KeyHeader = "X-Internal-Key";

    private static readonly PathString s_internal = "/internal";

    /// <summary>Reads the key, without which a service starts in the development environment only.</summary>
    public static IHostApplicationBuilder AddInternalCalls(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.Services.AddOptions<InternalCallOptions>().BindConfiguration("Internal")
            .Validate(options => options.Key is { } key ? key.Length >= InternalCallOptions.ShortestKey : isDevelopment, "Internal:Key needs 16 or more characters.")
            .ValidateOnStart();
        return builder;
    }

    /// <summary>Shows the key with every request of this client.</summary>
    public static IHttpClientBuilder WithInternalKey(this IHttpClientBuilder client) => client.ConfigureHttpClient(static (services, http) =>
    {
        if (services.GetRequiredService<IOptions<InternalCallOptions>>().Value.Key is { } key)
        {
            http.DefaultRequestHeaders.Add(KeyHeader, key);
        }
    });

    /// <summary>Answers 401 to whoever calls a route under <c>/internal</c> without the key.</summary>
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
            if (!context.Request.Path.StartsWithSegments(s_internal, StringComparison.OrdinalIgnoreCase)
                || shared.IsIn(context.Request.Headers[KeyHeader]))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
    }
}
