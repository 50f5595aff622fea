using System.Net;
using Microsoft.AspNetCore.Http;

namespace Aspire.Dashboard.Access;

/// <summary>Lets nobody in who is not on this machine, was sent by a foreign page, or is not signed in.</summary>
internal sealed class AccessGuard(BrowserSession session)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        AddHeaders(context.Response.Headers);
        if (!IsLocal(context))
        {
            // A foreign host name that leads here is an attack (DNS rebinding).
            await Results.Problem("The dashboard answers on loopback names only.", statusCode: StatusCodes.Status403Forbidden, title: "Forbidden").ExecuteAsync(context);
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !IsSameOrigin(context.Request))
        {
            await Results.Problem("The request comes from another page.", statusCode: StatusCodes.Status403Forbidden, title: "Forbidden").ExecuteAsync(context);
        }
        else if (IsPublic(context.Request.Path) || session.IsSignedIn(context.Request))
        {
            await next(context);
        }
        else if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await Results.Problem("Sign in with the token that the host printed.", statusCode: StatusCodes.Status401Unauthorized, title: "Not signed in").ExecuteAsync(context);
        }
        else
        {
            context.Response.Redirect("/login?returnUrl=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
        }
    }

    internal static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)) && IsLoopbackName(context.Request.Host.Host);

    // Cookies do not tell ports apart, so another local site would be let through by the cookie alone.
    private static bool IsSameOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            ? request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            : string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsLoopbackName(string name) =>
        string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));

    private static bool IsPublic(PathString path) => path == "/login" || path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase);

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";

        // Not "no-referrer": with that a browser hides the origin of our own forms, too.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}
