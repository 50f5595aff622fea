using Platform.Frontend.Forwarding;
using Platform.Frontend.Shell;

namespace Platform.Frontend.StatusPage;

/// <summary>Maps the status page, which the gateway writes, so that it is found at the page's address. It needs no account and sends no cookie.</summary>
internal static class StatusForwardEndpoints
{
    private static readonly string[] s_methods = ["GET", "HEAD"];

    private static readonly PassedHeaders s_headers = new(
        ["Accept", "Accept-Encoding", "Accept-Language", "If-None-Match"],
        ["Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Security-Policy", "ETag", "Cache-Control", "Vary", "Retry-After"]);

    /// <summary>Maps the page, its feeds and its JSON.</summary>
    public static void MapStatusPage(this WebApplication app)
    {
        foreach (var path in (string[])["/status-page", "/status-page.json", "/status-page/atom.xml", "/status-page/rss.xml"])
        {
            app.MapMethods(path, s_methods, (HttpContext context, Forwarder forwarder) => forwarder.ForwardPublicAsync(context, path, s_headers)).WithMetadata(new OwnPolicyAttribute());
        }
    }
}
