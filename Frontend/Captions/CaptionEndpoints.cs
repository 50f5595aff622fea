using System.Globalization;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Forwarding;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Captions;

/// <summary>Maps a job's recording and captions on this origin, for the player and for downloads.</summary>
internal static class CaptionEndpoints
{
    private static readonly PassedHeaders s_headers = new(
        ["Range", "If-Range", "If-None-Match", "If-Modified-Since", "Accept"],
        [
            "Content-Type", "Content-Length", "Content-Range", "Content-Disposition", "Accept-Ranges", "ETag", "Last-Modified",
            "Cache-Control", "Retry-After",
        ]);

    public static void MapCaptions(this WebApplication app)
    {
        app.MapMethods("/media/{id:guid}", ["GET", "HEAD"], (Guid id, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, $"/api/v1/jobs/{id}/media", s_headers)).RequireAuthorization().WithoutDuration();

        app.MapMethods("/videos/{id:guid}", ["GET", "HEAD"], (Guid id, string? download, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, $"/api/v1/jobs/{id}/video?download={Flag(download)}", s_headers)).RequireAuthorization().WithoutDuration();

        app.MapGet($"/captions/{{id:guid}}.{{format:regex(^({string.Join('|', CaptionFormat.All.Select(static format => format.Name))})$)}}", (Guid id, string format, string? download, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(
                context,
                string.Create(CultureInfo.InvariantCulture, $"/api/v1/jobs/{id}/captions?format={format}&download={Flag(download)}"),
                s_headers)).RequireAuthorization();
    }

    private static string Flag(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) ? "true" : "false";
}
