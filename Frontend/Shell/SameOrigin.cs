namespace Platform.Frontend.Shell;

/// <summary>Recognises requests from pages of other sites, with which browsers send the cookies of this one.</summary>
internal static class SameOrigin
{
    /// <summary>Permits connections to circuits from pages of this site only: browsers send cookies with WebSocket requests of any site.</summary>
    public static void UseSameOrigin(this WebApplication app) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) || Permits(context.Request))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    /// <summary>Checks whether a request is from a page of this site, or from no page at all.</summary>
    public static bool Permits(HttpRequest request) =>
        request.Headers.Origin.Count == 0 || (request.Headers.Origin is [{ } origin] && IsOf(request.Host, origin));

    /// <summary>
    /// Refuses requests from pages of other sites. Neither a form nor, without a preflight request that is refused, a script of another site can send
    /// PUT or a header of ours: together with the cookie's SameSite attribute this replaces an antiforgery token.
    /// </summary>
    public static async ValueTask<object?> RequireAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        Permits(invocation.HttpContext.Request) ? await next(invocation) : TypedResults.StatusCode(StatusCodes.Status403Forbidden);

    /// <summary>Checks whether an origin has the given host. The scheme may differ, because a proxy may have ended TLS.</summary>
    internal static bool IsOf(HostString host, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (uri.IsDefaultPort ? host.Port is null or 80 or 443 : uri.Port == host.Port);
}
