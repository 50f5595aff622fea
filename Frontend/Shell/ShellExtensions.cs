using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Diagnostics;
using Platform.Frontend.Alerts;
using Platform.Frontend.Dashboards;
using Platform.Frontend.Elements;

namespace Platform.Frontend.Shell;

internal static class ShellExtensions
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        // Started from its build output by the application host, whatever the environment is called.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.AddElements();
        builder.AddDashboards();
        builder.AddAlerts();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.Configure<CircuitOptions>(options =>
        {
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
            options.DisconnectedCircuitMaxRetained = 1_000;
        });
    }

    public static void UseShell(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UsePagesForPeopleOnly();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            options.ContentSecurityFrameAncestorsPolicy = "'none'";
        }).Add(LeaveCircuitsOutOfRequestTimes);
    }

    // A circuit's connection is open for as long as its page: as the time of a request it would only mislead.
    private static void LeaveCircuitsOutOfRequestTimes(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } route } && route.Trim('/') == "_blazor")
        {
            endpoint.Metadata.Add(new DisableHttpMetricsAttribute());
        }
    }

    // Only a person who navigates gets a page; scripts, players and probes get the bare status.
    private static void UsePagesForPeopleOnly(this WebApplication app) => app.Use((context, next) =>
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        return next(context);
    });
}
