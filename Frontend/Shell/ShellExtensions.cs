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
    // Of what is typed at once into a page: the largest message of a queue, written as JSON in JSON. Past it the line is cut.
    private const long MaxTyped = 4 * 1024 * 1024;

    public static void AddShell(this WebApplicationBuilder builder)
    {
        // Started from its build output by the application host, whatever the environment is called.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxTyped;
        });

        // Tokens that do not hold are what strangers send: an error line for each would be theirs to write.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        builder.Services.AddWording();
        builder.Services.AddElements();
        builder.AddDashboards();
        builder.AddAlerts();
        builder.Services.AddExceptionHandler<ProblemsForPrograms>();
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
        app.UseOwnOrigin();
        app.UseReadableForms();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseCircuitPlaces();
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
                // A circuit's connection is open for as long as its page: as the time of a request it would only mislead.
                endpoint.WithoutDuration();
            }

            return;
        }

        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: Refusals.ErrorPath })
        {
            // Shown in place of others, whose body may have been read: there is nothing left to bound.
            return;
        }

        endpoint.Metadata.Add(new RequestSizeLimitAttribute(Refusals.MaxForm));
    }
}
