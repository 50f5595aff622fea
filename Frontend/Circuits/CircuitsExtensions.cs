using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Measures;

namespace Platform.Frontend.Circuits;

internal static class CircuitsExtensions
{
    private const string Negotiation = "/_blazor/negotiate";

    // What a page that was given up leaves behind for it to be resumed: the page is loaded again instead.
    private const int MaxPersisted = 100;
    private static readonly TimeSpan s_persisted = TimeSpan.FromMinutes(10);

    public static void AddCircuits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CircuitLimits>().BindConfiguration("Circuits").ValidateDataAnnotations().ValidateOnStart();
        builder.AddVisitorProxies();
        builder.Services.AddInstruments<CircuitMetrics>();
        builder.Services.AddSingleton<CircuitPlaces>();
        builder.Services.AddSingleton<CircuitGuard>();
        builder.Services.AddScoped<CircuitHandler, CircuitPlaceHandler>();
        builder.Services.AddOptions<CircuitOptions>().Configure<IOptions<CircuitLimits>>(static (circuits, limits) =>
        {
            circuits.DisconnectedCircuitRetentionPeriod = limits.Value.Kept;
            circuits.DisconnectedCircuitMaxRetained = limits.Value.MostKept;
            circuits.PersistedCircuitInMemoryMaxRetained = MaxPersisted;
            circuits.PersistedCircuitInMemoryRetentionPeriod = s_persisted;
        });
    }

    /// <summary>Says to pages that cannot be made live that they cannot, before they try. After authentication.</summary>
    public static void UseCircuitPlaces(this WebApplication app) => app.Use((context, next) =>
    {
        // Asked for with a request and not before: counts that are made before metrics are listened to are lost.
        if (!context.Request.Path.Equals(Negotiation, StringComparison.OrdinalIgnoreCase)
            || context.RequestServices.GetRequiredService<CircuitPlaces>().HasRoom(CircuitVisitor.Of(context)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = "60";
        return Task.CompletedTask;
    });
}
