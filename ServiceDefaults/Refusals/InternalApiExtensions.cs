using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Sets up the API under <c>/internal</c> that a service offers to the other services of the platform.</summary>
public static class InternalApiExtensions
{
    /// <summary>Adds JSON serialisation by the contracts, and problem details for client errors and unavailable dependencies.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="contracts">The metadata of the request and response types.</param>
    public static IHostApplicationBuilder AddInternalApi(this IHostApplicationBuilder builder, JsonSerializerContext contracts)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(contracts);
        builder.AddInternalCalls();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions, contracts));

        // Otherwise the response to an unreadable body would not say what is wrong.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddExceptionHandler<FaultHandler>().AddSingleton<RequestJson>();
        return builder;
    }

    /// <summary>Adds exception handling and authentication, and returns the group for the service's routes, <c>/internal/v1</c>.</summary>
    public static RouteGroupBuilder MapInternalApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = FailureAnswers.StatusOf,

            // Expected failures are part of the request's log line; only errors of this service are logged as errors.
            SuppressDiagnosticsCallback = static context => FailureAnswers.IsKnown(context.Exception),
        });
        app.UseStatusCodePages();
        app.UseInternalKey();
        return app.MapGroup("/internal/v1");
    }

    private static void Configure(JsonSerializerOptions options, JsonSerializerContext contracts)
    {
        // Generated metadata takes its property names from the options it is used with, so these must match the contracts.
        options.TypeInfoResolverChain.Insert(0, contracts);
        options.PropertyNamingPolicy = contracts.Options.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = contracts.Options.DefaultIgnoreCondition;

        // Requires the properties that the contracts declare as not nullable.
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new StorableTextConverter());
    }
}
