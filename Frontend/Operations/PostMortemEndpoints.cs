using System.Globalization;
using Platform.Frontend.Forwarding;

namespace Platform.Frontend.Operations;

/// <summary>Maps the download of the beginning of a post-mortem on this origin. Who may have it is the gateway's to say.</summary>
internal static class PostMortemEndpoints
{
    private static readonly PassedHeaders s_headers = new(["Accept"], ["Content-Type", "Cache-Control", "Retry-After"]);

    public static void MapPostMortems(this WebApplication app) =>
        app.MapGet("/operations/incidents/{number:long:min(1)}/post-mortem", (long number, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, string.Create(CultureInfo.InvariantCulture, $"/api/v1/operations/incidents/{number}/post-mortem"), s_headers))
            .RequireAuthorization();
}
