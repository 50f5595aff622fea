using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Platform.Frontend.Forwarding;
using Platform.Frontend.Shell;

namespace Platform.Frontend.Finishing;

/// <summary>Maps what the studio reads and saves on this origin.</summary>
internal static class StudioEndpoints
{
    /// <summary>The maximum size of captions that are saved, in bytes: that of the API.</summary>
    public const long MaxDocument = 8 * 1024 * 1024;

    private static readonly PassedHeaders s_headers = new(
        ["If-Match", "If-None-Match", "Prefer", "Accept"],
        ["Content-Type", "Content-Length", "ETag", "Cache-Control", "Retry-After", "Preference-Applied"]);

    public static void MapStudio(this WebApplication app)
    {
        var captions = app.MapGroup("/captions/{id:guid}").RequireAuthorization().DisableAntiforgery();
        captions.MapGet("/document", (Guid id, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, $"/api/v1/jobs/{id}/captions?format=json", s_headers));
        captions.MapPut("/document", (Guid id, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, $"/api/v1/jobs/{id}/captions/document", s_headers))
            .WithMetadata(new RequestSizeLimitAttribute(MaxDocument)).AddEndpointFilter(SameOrigin.RequireAsync);
        captions.MapGet("/revisions", (Guid id, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, $"/api/v1/jobs/{id}/captions/revisions", s_headers));
        captions.MapGet("/revisions/{revision:int:min(0)}", (Guid id, int revision, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, string.Create(CultureInfo.InvariantCulture, $"/api/v1/jobs/{id}/captions/revisions/{revision}"), s_headers));
        captions.MapGet("/peaks", (Guid id, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, $"/api/v1/jobs/{id}/peaks", s_headers));
    }
}
