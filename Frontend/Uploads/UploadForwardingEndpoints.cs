using Platform.Frontend.Forwarding;
using Platform.ServiceDefaults.Requests;

namespace Platform.Frontend.Uploads;

/// <summary>Forwards resumable uploads (https://tus.io/protocols/resumable-upload, 1.0.0) on this origin.</summary>
internal static class UploadForwardingEndpoints
{
    private const string Here = "/uploads";
    private const string There = "/api/v1/uploads";
    private const long MaxChunk = 64 * 1024 * 1024;

    private static readonly PassedHeaders s_headers = new(
        ["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Defer-Length", "Upload-Concat", "Upload-Checksum"],
        [
            "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Offset", "Upload-Length",
            "Upload-Metadata", "Upload-Expires", "Content-Type", "Content-Length", "Cache-Control", "Retry-After",
        ]);

    public static void MapUploads(this WebApplication app)
    {
        var uploads = app.MapGroup(Here).RequireAuthorization().DisableAntiforgery()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxChunk))
            .AddEndpointFilter(RequireSameOrigin);
        uploads.MapMethods("", ["OPTIONS", "POST"], (HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, There, s_headers, ToOwnPath));
        uploads.MapMethods("/{id:guid}", ["HEAD", "PATCH", "DELETE"], (Guid id, HttpContext context, Forwarder forwarder) =>
            forwarder.ForwardAsync(context, $"{There}/{id}", s_headers, ToOwnPath)).WithoutDuration();
    }

    /// <summary>Converts a URL of ApiGateway to one of this origin. The id is its last segment.</summary>
    internal static string ToOwnPath(string location) => $"{Here}/{location[(location.LastIndexOf('/') + 1)..]}";

    // A form of another site cannot set this header, and its scripts would need a preflight request, which is refused. Together with the cookie's
    // SameSite attribute this replaces an antiforgery token.
    private static async ValueTask<object?> RequireSameOrigin(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var request = invocation.HttpContext.Request;
        var isForeign = request.Headers.Origin is { Count: > 0 } origin
            && !string.Equals(origin.ToString(), $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        return isForeign || !request.Headers.ContainsKey("Tus-Resumable") && !HttpMethods.IsOptions(request.Method)
            ? TypedResults.StatusCode(StatusCodes.Status403Forbidden)
            : await next(invocation);
    }
}
