namespace Platform.Frontend.Shell;

/// <summary>
/// Lets only this site's own pages connect to their circuits: browsers send cookies with a WebSocket of any site, and ask nobody whether
/// they may.
/// </summary>
internal static class OwnOrigin
{
    public static void UseOwnOrigin(this WebApplication app) => app.Use((context, next) =>
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

    /// <summary>Whether an origin is a host's. Its scheme may be another: a proxy may have ended TLS.</summary>
    internal static bool IsOf(HostString host, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (uri.IsDefaultPort ? host.Port is null or 80 or 443 : uri.Port == host.Port);
}
