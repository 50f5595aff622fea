using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Measures;

namespace Platform.Frontend.Circuits;

internal static class CircuitsExtensions
{
    private const string Negotiation = "/_blazor/negotiate";

    // The persisted state of abandoned pages, from which they could be resumed; without it a page is reloaded instead.
    private const int MaxPersisted = 100;
    private static readonly TimeSpan s_persisted = TimeSpan.FromMinutes(10);

    public static void AddCircuits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CircuitLimits>().BindConfiguration("Circuits").ValidateDataAnnotations().ValidateOnStart();
        builder.AddVisitorProxies();
        builder.Services.AddInstruments<CircuitMetrics>();
        builder.Services.AddSingleton<CircuitQuota>();
        builder.Services.AddSingleton<CircuitGuard>();
        builder.Services.AddScoped<CircuitHandler, CircuitQuotaHandler>();
        builder.Services.AddOptions<CircuitOptions>().Configure<IOptions<CircuitLimits>>(static (circuits, limits) =>
        {
            circuits.DisconnectedCircuitRetentionPeriod = limits.Value.Kept;
            circuits.DisconnectedCircuitMaxRetained = limits.Value.MostKept;
            circuits.PersistedCircuitInMemoryMaxRetained = MaxPersisted;
            circuits.PersistedCircuitInMemoryRetentionPeriod = s_persisted;
        });
    }

    /// <summary>Refuses live pages above the limits before they connect. Must follow authentication.</summary>
    public static void UseCircuitSlots(this WebApplication app) => app.Use((context, next) =>
    {
        // Resolved by the request, because counts before the metrics have a listener would be lost.
        if (!context.Request.Path.Equals(Negotiation, StringComparison.OrdinalIgnoreCase)
            || context.RequestServices.GetRequiredService<CircuitQuota>().HasRoom(
                CircuitVisitor.Of(context, context.RequestServices.GetRequiredService<IOptions<VisitorOptions>>().Value)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = "60";
        return Task.CompletedTask;
    });
}
