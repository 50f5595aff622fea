namespace Platform.Frontend.Shell;

/// <summary>Adds the security headers of pages: content from this origin only, and no inline scripts.</summary>
internal static class PageSecurityHeaders
{
    // Style attributes are permitted because components set widths by them; style elements are not.
    private const string Contents =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
        + "media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "form-action 'self'; base-uri 'self'; ";

    private const string Policy = Contents + "frame-ancestors 'none'";
    private const string PolicyOfFrames = Contents + "frame-ancestors *";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var answered = (HttpContext)state;
            var headers = answered.Response.Headers;
            if (answered.GetEndpoint()?.Metadata.GetMetadata<OwnPolicyAttribute>() is null || headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = answered.GetEndpoint()?.Metadata.GetMetadata<EmbeddableAttribute>() is null ? Policy : PolicyOfFrames;
            }

            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context);
        return next(context);
    });
}
