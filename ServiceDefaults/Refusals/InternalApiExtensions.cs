using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>The API that a service has for the platform's other services, under <c>/internal</c>.</summary>
public static class InternalApiExtensions
{
    /// <summary>JSON by the contracts, and problem details for what a caller's data or a dependency keeps from being done.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="contracts">Metadata, and names, of what goes in and out.</param>
    public static IHostApplicationBuilder AddInternalApi(this IHostApplicationBuilder builder, JsonSerializerContext contracts)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(contracts);
        builder.AddInternalCalls();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions, contracts));

        // Otherwise a body that cannot be read is answered without a word about what is wrong with it.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddExceptionHandler<FaultHandler>().AddSingleton<RequestJson>();
        return builder;
    }

    /// <summary>
    /// Adds the answers to failures and asks for the key; after these, the group that the service's routes belong in: <c>/internal/v1</c>.
    /// </summary>
    public static RouteGroupBuilder MapInternalApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = FailureAnswers.StatusOf,

            // What is known to happen stands, with its reason, in the line about the request; only faults of this service are logged as such.
            SuppressDiagnosticsCallback = static context => FailureAnswers.IsKnown(context.Exception),
        });
        app.UseStatusCodePages();
        app.UseInternalKey();
        return app.MapGroup("/internal/v1");
    }

    private static void Configure(JsonSerializerOptions options, JsonSerializerContext contracts)
    {
        // Generated metadata takes its names from the options that it is used with, so they are those of the contracts.
        options.TypeInfoResolverChain.Insert(0, contracts);
        options.PropertyNamingPolicy = contracts.Options.PropertyNamingPolicy;
        options.DefaultIgnoreCondition = contracts.Options.DefaultIgnoreCondition;

        // What a request has to have is what the contracts cannot do without.
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new StorableTextConverter());
    }
}
