namespace Platform.Frontend.Shell;

/// <summary>
/// Permits connections to circuits from pages of this site only, because browsers send cookies with WebSocket requests of any site.
/// </summary>
internal static class SameOrigin
{
    public static void UseSameOrigin(this WebApplication app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) || request.Headers.Origin.Count == 0
            || (request.Headers.Origin is [{ } origin] && IsOf(request.Host, origin)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    /// <summary>Checks whether an origin has the given host. The scheme may differ, because a proxy may have ended TLS.</summary>
    internal static bool IsOf(HostString host, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (uri.IsDefaultPort ? host.Port is null or 80 or 443 : uri.Port == host.Port);
}
