using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;
using Platform.Frontend.Alerts;
using Platform.Frontend.Circuits;
using Platform.Frontend.Dashboards;
using Platform.Frontend.Elements;
using Platform.Frontend.Wording;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Shell;

internal static class ShellExtensions
{
    // The maximum input in one event: the largest message of a queue, written as JSON in JSON. Larger input closes the connection.
    private const long MaxTyped = 4 * 1024 * 1024;

    public static void AddShell(this WebApplicationBuilder builder)
    {
        // Started from its build output by the AppHost, whatever the environment is called.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxTyped;
        });

        // Invalid tokens are sent by strangers, who must not be able to fill the error log.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        builder.Services.AddWording();
        builder.Services.AddElements();
        builder.AddDashboards();
        builder.AddAlerts();
        builder.Services.AddExceptionHandler<ProblemDetailsHandler>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(options =>
        {
            options.MaximumReceiveMessageSize = MaxTyped;
            options.AddFilter<CircuitGuard>();
        });
    }

    public static void UseShell(this WebApplication app)
    {
        app.UseVisitorProxies();
        app.UseSecurityHeaders();
        app.UseUsableHosts();
        app.UseWording();
        app.UseRefusals();
        app.UseSameOrigin();
        app.UseReadableForms();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseCircuitSlots();
        app.UseAntiforgery();
        app.UseStaleForms();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            options.ContentSecurityFrameAncestorsPolicy = "'none'";
        }).Add(Bound);
    }

    private static void Bound(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } route } && route.Trim('/').StartsWith("_blazor", StringComparison.Ordinal))
        {
            if (route.Trim('/') == "_blazor")
            {
                // A circuit's connection is open for as long as its page, so it would distort the request durations.
                endpoint.WithoutDuration();
            }

            return;
        }

        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: Refusals.ErrorPath })
        {
            // Rendered in place of other pages, whose body may have been read: there is nothing left to limit.
            return;
        }

        endpoint.Metadata.Add(new RequestSizeLimitAttribute(Refusals.MaxForm));
    }
}
