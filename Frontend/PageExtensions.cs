using Platform.Frontend.Account;
using Platform.Frontend.Captions;
using Platform.Frontend.Circuits;
using Platform.Frontend.Finishing;
using Platform.Frontend.Forwarding;
using Platform.Frontend.Gateway;
using Platform.Frontend.Links;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.Frontend.Shell;
using Platform.Frontend.Uploads;
using Platform.Frontend.Visits;

namespace Platform.Frontend;

/// <summary>Registers all parts of the page.</summary>
internal static class PageExtensions
{
    public static void AddPage(this WebApplicationBuilder builder)
    {
        builder.AddGateway();
        builder.AddSessions();
        builder.AddAccount();
        builder.AddForwarding();
        builder.AddLiveJobs();
        builder.AddCircuits();
        builder.Services.AddSingleton<StudioBuild>();
        builder.AddLinks();
        builder.AddVisits();
        builder.AddShell();
    }

    public static void UsePage(this WebApplication app) => app.UseShell();

    public static void MapPage(this WebApplication app)
    {
        app.MapSessions();
        app.MapAccount();
        app.MapUploads();
        app.MapCaptions();
        app.MapStudio();
        app.MapLinks();
        app.MapVisits().AddEndpointFilter(SameOrigin.RequireAsync);
        app.MapShell();
    }
}
