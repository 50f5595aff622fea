using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Mvc;
using Platform.Frontend.Elements;
using Platform.Frontend.Finishing;
using Platform.Frontend.Forwarding;
using Platform.Frontend.Gateway;
using Platform.Frontend.Shell;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Links;

/// <summary>Maps how links to captions are opened, and what is read and saved by them.</summary>
internal static class LinkEndpoints
{
    private const long MaxComment = 64 * 1024;

    private static readonly PassedHeaders s_headers = new(
        ["Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "Prefer", "Accept", "X-Comment-Token"],
        [
            "Content-Type", "Content-Length", "Content-Range", "Accept-Ranges", "ETag", "Last-Modified", "Cache-Control", "Retry-After", "Preference-Applied",
        ]);

    public static void MapLinks(this WebApplication app)
    {
        foreach (var place in (LinkPlace[])[LinkPlace.Page, LinkPlace.Frame])
        {
            app.MapPost(place.Root + "/open", (HttpContext context, LinkedApi linked) => OpenAsync(context, place, linked)).DisableAntiforgery().AddEndpointFilter(SameOrigin.RequireAsync);
            var captions = app.MapGroup(place.Root + "/{id:guid}").DisableAntiforgery();
            captions.MapMethods("/media", ["GET", "HEAD"], (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/media")).WithoutDuration();
            captions.MapGet("/captions.vtt", (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/captions?format=vtt"));
        }

        var page = app.MapGroup(LinkPlace.Page.Root + "/{id:guid}").DisableAntiforgery();
        MapEditing(page);
        MapCommenting(page);
    }

    private static void MapCommenting(RouteGroupBuilder captions)
    {
        captions.MapGet("/comments", (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/comments"));
        captions.MapPost("/comments", (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/comments"))
            .WithMetadata(new RequestSizeLimitAttribute(MaxComment)).AddEndpointFilter(SameOrigin.RequireAsync);
        captions.MapDelete("/comments/{comment:guid}", (Guid id, Guid comment, HttpContext context, Forwarder forwarder) =>
            ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/comments/{comment}")).AddEndpointFilter(SameOrigin.RequireAsync);
    }

    private static void MapEditing(RouteGroupBuilder captions)
    {
        captions.MapGet("/document", (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/captions?format=json"));
        captions.MapPut("/document", (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/captions/document"))
            .WithMetadata(new RequestSizeLimitAttribute(StudioEndpoints.MaxDocument)).AddEndpointFilter(SameOrigin.RequireAsync);
        captions.MapGet("/peaks", (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/peaks"));
        captions.MapGet("/revisions", (Guid id, HttpContext context, Forwarder forwarder) => ForwardAsync(context, forwarder, $"/api/v1/jobs/{id}/captions/revisions"));
        captions.MapGet("/revisions/{revision:int:min(0)}", (Guid id, int revision, HttpContext context, Forwarder forwarder) =>
            ForwardAsync(context, forwarder, string.Create(CultureInfo.InvariantCulture, $"/api/v1/jobs/{id}/captions/revisions/{revision}")));
    }

    private static Task ForwardAsync(HttpContext context, Forwarder forwarder, string target) =>
        forwarder.ForwardByLinkAsync(context, target, s_headers, LinkCookie.Find(context));

    private static async Task<IResult> OpenAsync(HttpContext context, LinkPlace place, LinkedApi linked)
    {
        var token = context.Request.Headers[LinkedApi.TokenHeader].ToString();
        if (!LinkCookie.IsToken(token))
        {
            return TypedResults.NotFound();
        }

        try
        {
            var opened = await linked.OpenAsync(token, context.RequestAborted);
            LinkCookie.Set(context, place, opened, token);
            return TypedResults.Text(opened.JobId.ToString());
        }
        catch (GatewayException exception) when (exception.Status == HttpStatusCode.TooManyRequests)
        {
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }
        catch (GatewayException exception) when (!exception.IsTemporary())
        {
            return TypedResults.NotFound();
        }
        catch (Exception exception) when (exception.IsShown())
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
