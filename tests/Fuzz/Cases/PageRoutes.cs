using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;

namespace Platform.Fuzz.Cases;

/// <summary>Determines the account that opens the page.</summary>
internal enum PageAccount
{
    /// <summary>No account.</summary>
    Stranger,

    /// <summary>An account of the run.</summary>
    Caller,

    /// <summary>The account that owns the recording.</summary>
    Owner,

    /// <summary>An account whose session may end.</summary>
    SigningOut,

    /// <summary>No account, but a link to the captions of the recording.</summary>
    Linked,
}

/// <summary>Describes an address of the page.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with placeholders as in its route but without their constraints.</param>
/// <param name="PageAccount">The account that sends the request.</param>
/// <param name="Form">The form that is sent, by the name of its handler; null for none.</param>
/// <param name="Slots">The parameters of the query and headers, with valid values.</param>
internal sealed record PageRoute(string Method, string Path, PageAccount PageAccount = PageAccount.Stranger, string? Form = null, params (Place Place, string Name, string Value, ValueKind Kind)[] Slots);

/// <summary>Lists all addresses of the page. A test compares them with its routes.</summary>
internal static class PageRoutes
{
    public static IReadOnlyList<PageRoute> All { get; } =
    [
        new("GET", "/", PageAccount.Caller),
        new("GET", "/sign-in", PageAccount.Stranger, null, Query("returnUrl", "/jobs"), (Place.Query, "ended", "true", ValueKind.Flag)),
        new("POST", "/sign-in", PageAccount.Stranger, "sign-in", Query("returnUrl", "/jobs")),
        new("GET", "/sign-up", PageAccount.Stranger, null, Query("returnUrl", "/jobs")),
        new("POST", "/sign-up", PageAccount.Stranger, "sign-up", Query("returnUrl", "/jobs")),
        new("POST", "/sign-out", PageAccount.SigningOut, ""),
        new("GET", "/forgotten-password"),
        new("POST", "/forgotten-password", PageAccount.Stranger, "forgotten-password"),
        new("GET", "/reset-password", PageAccount.Stranger, null, (Place.Query, "mailed", "true", ValueKind.Flag), (Place.Query, "done", "true", ValueKind.Flag)),
        new("POST", "/reset-password", PageAccount.Stranger, "reset-password"),
        new("GET", "/verify-email", PageAccount.Caller, null, (Place.Query, "done", "true", ValueKind.Flag)),
        new("POST", "/verify-email", PageAccount.Stranger, "verify-email"),
        new("GET", "/account/email", PageAccount.Caller, null, (Place.Query, "done", "true", ValueKind.Flag)),
        new("POST", "/account/email", PageAccount.Caller, "confirm-email"),
        new("GET", "/session", PageAccount.Caller),
        new("GET", "/account", PageAccount.Caller),
        new("GET", "/account/export", PageAccount.Caller),
        new("POST", "/account/language/{tag}", PageAccount.Caller, null, (Place.Path, "tag", "en", ValueKind.Text)),
        new("GET", "/jobs", PageAccount.Caller, null, Query("state", "queued"), Query("kind", "probe"), Query("tag", "fuzz"), Query("q", "fuzz"), (Place.Query, "after", "2026-01-01", ValueKind.Moment), (Place.Query, "before", "2027-01-01", ValueKind.Moment)),
        new("GET", "/jobs/new", PageAccount.Caller),
        new("GET", "/jobs/{Id}", PageAccount.Owner, null, (Place.Path, "Id", "", ValueKind.Id)),
        new("GET", "/jobs/{Id}/studio", PageAccount.Owner, null, (Place.Path, "Id", "", ValueKind.Id)),
        new("GET", "/queues", PageAccount.Caller, null, Query("q", "fuzz")),
        new("GET", "/queues/{Name}", PageAccount.Caller, null, (Place.Path, "Name", "", ValueKind.Text), Query("view", "messages")),
        new("GET", "/new-queue", PageAccount.Caller),
        new("GET", "/operations", PageAccount.Caller),
        new("GET", "/operations/dashboards/{Uid}", PageAccount.Caller, null, (Place.Path, "Uid", "overview", ValueKind.Text), Query("from", "now-1h"), Query("to", "now"), Query("var-service", "worker")),
        new("GET", "/operations/alerts", PageAccount.Caller),
        new("GET", "/operations/incidents", PageAccount.Caller),
        new("GET", "/operations/incidents/new", PageAccount.Caller),
        new("GET", "/operations/channels", PageAccount.Caller),
        new("GET", "/operations/incidents/{Number}", PageAccount.Caller, null, (Place.Path, "Number", "1", ValueKind.Number)),
        new("GET", "/operations/incidents/{number}/post-mortem", PageAccount.Caller, null, (Place.Path, "number", "1", ValueKind.Number)),
        new("GET", "/operations/acknowledge", PageAccount.Caller, null, Query("token", "AAAA")),
        new("POST", "/operations/acknowledge", PageAccount.Caller, "acknowledge"),
        new("GET", "/operations/deployments", PageAccount.Caller),
        new("GET", "/operations/objectives", PageAccount.Caller),
        new("GET", "/operations/objectives/{Name}", PageAccount.Caller, null, (Place.Path, "Name", "api-latency", ValueKind.Text)),
        new("GET", "/operations/runbooks/{Name}", PageAccount.Caller, null, (Place.Path, "Name", "HighLatencyP95", ValueKind.Text)),
        new("GET", "/not-found"),
        new("GET", "/not-allowed"),
        new("GET", "/error"),
        new("POST", "/uploads", PageAccount.Caller, null, Header("Tus-Resumable", "1.0.0"), (Place.Header, "Upload-Length", "5", ValueKind.Number), (Place.Metadata, "filename", "fuzz.wav", ValueKind.Text), Header("Upload-Checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
        new("OPTIONS", "/uploads", PageAccount.Caller),
        new("HEAD", "/uploads/{id}", PageAccount.Caller, null, (Place.Path, "id", "upload", ValueKind.Id), Header("Tus-Resumable", "1.0.0")),
        new("PATCH", "/uploads/{id}", PageAccount.Caller, null, (Place.Path, "id", "upload", ValueKind.Id), Header("Tus-Resumable", "1.0.0"), (Place.Header, "Upload-Offset", "0", ValueKind.Number)),
        new("DELETE", "/uploads/{id}", PageAccount.Caller, null, (Place.Path, "id", "upload", ValueKind.Id), Header("Tus-Resumable", "1.0.0")),
        new("GET", "/media/{id}", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id), Header("Range", "bytes=0-99")),
        new("HEAD", "/media/{id}", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id)),
        new("GET", "/videos/{id}", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id), (Place.Query, "download", "true", ValueKind.Flag), Header("Range", "bytes=0-99")),
        new("HEAD", "/videos/{id}", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id)),
        new("GET", "/captions/{id}.{format}", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id), (Place.Path, "format", "vtt", ValueKind.Text), (Place.Query, "download", "true", ValueKind.Flag)),
        new("GET", "/captions/{id}/document", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id), Header("If-None-Match", "\"r0\"")),
        new("PUT", "/captions/{id}/document", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id), Header("If-Match", "\"r0\""), Header("Prefer", "return=minimal")),
        new("GET", "/captions/{id}/revisions", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id)),
        new("GET", "/captions/{id}/revisions/{revision}", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id), (Place.Path, "revision", "0", ValueKind.Number)),
        new("GET", "/captions/{id}/peaks", PageAccount.Owner, null, (Place.Path, "id", "", ValueKind.Id)),
        new("GET", "/shared-jobs", PageAccount.Caller),
        new("GET", "/shared-jobs/{Id}", PageAccount.Caller, null, (Place.Path, "Id", "01a1fd00-8988-7c2f-8b6b-678ed2adb173", ValueKind.Id)),
        new("GET", "/shared"),
        new("GET", "/status-page"),
        new("HEAD", "/status-page"),
        new("GET", "/status-page.json"),
        new("HEAD", "/status-page.json"),
        new("GET", "/status-page/atom.xml"),
        new("HEAD", "/status-page/atom.xml"),
        new("GET", "/status-page/rss.xml"),
        new("HEAD", "/status-page/rss.xml"),
        new("POST", "/shared/open", PageAccount.Linked, null, Header("X-Api-Key", "")),
        new("GET", "/shared/{Id}", PageAccount.Linked, null, (Place.Path, "Id", "", ValueKind.Id), Link()),
        new("GET", "/shared/{id}/media", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link(), Header("Range", "bytes=0-99")),
        new("HEAD", "/shared/{id}/media", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link()),
        new("GET", "/shared/{id}/captions.vtt", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link()),
        new("GET", "/shared/{id}/document", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link(), Header("If-None-Match", "\"r0\"")),
        new("PUT", "/shared/{id}/document", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link(), Header("If-Match", "\"r0\""), Header("Prefer", "return=minimal")),
        new("GET", "/shared/{id}/peaks", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link()),
        new("GET", "/shared/{id}/revisions", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link()),
        new("GET", "/shared/{id}/revisions/{revision}", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), (Place.Path, "revision", "0", ValueKind.Number), Link()),
        new("GET", "/shared/{id}/comments", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link(), Header("If-None-Match", "\"c0\"")),
        new("POST", "/shared/{id}/comments", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link()),
        new("DELETE", "/shared/{id}/comments/{comment}", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), (Place.Path, "comment", "01a1fd00-8988-7c2f-8b6b-678ed2adb173", ValueKind.Id), Link(), Header("X-Comment-Token", "cl_")),
        new("GET", "/embed"),
        new("POST", "/embed/open", PageAccount.Linked, null, Header("X-Api-Key", "")),
        new("GET", "/embed/{Id}", PageAccount.Linked, null, (Place.Path, "Id", "", ValueKind.Id), Link()),
        new("GET", "/embed/{id}/media", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link(), Header("Range", "bytes=0-99")),
        new("HEAD", "/embed/{id}/media", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link()),
        new("GET", "/embed/{id}/captions.vtt", PageAccount.Linked, null, (Place.Path, "id", "", ValueKind.Id), Link()),
        new("POST", "/_blazor/negotiate", PageAccount.Caller, null, (Place.Query, "negotiateVersion", "1", ValueKind.Number)),
        new("GET", "/_blazor", PageAccount.Caller, null, Query("id", "AAAAAAAAAAAAAAAAAAAAAA")),
        new("POST", "/_blazor", PageAccount.Caller, null, Query("id", "AAAAAAAAAAAAAAAAAAAAAA")),
        new("DELETE", "/_blazor", PageAccount.Caller, null, Query("id", "AAAAAAAAAAAAAAAAAAAAAA")),
        new("POST", "/_blazor/disconnect", PageAccount.Caller, "circuit"),
        new("GET", "/_blazor/initializers", PageAccount.Stranger),
        new("GET", "/_framework/blazor.web.js"),
        new("GET", "/_framework/opaque-redirect", PageAccount.Stranger, null, Query("url", "CfDJ8")),
        new("GET", "/css/tokens.css"),
        new("GET", "/js/uploads.js"),
        new("GET", "/favicon.svg"),
        new("GET", "/health"),
        new("GET", "/health/live"),
        new("GET", "/health/ready"),
        new("GET", "/status"),
        new("GET", "/info"),
        new("GET", "/metrics"),
        new("GET", "/internal/v1/logs", PageAccount.Stranger, null, Header("X-Logs-Key", "fuzz")),
        new("GET", "/internal/v1/logs/lines", PageAccount.Stranger, null, Header("X-Logs-Key", "fuzz"), Query("text", "fuzz")),
        new("GET", "/internal/v1/logs/{filename}", PageAccount.Stranger, null, (Place.Path, "filename", "frontend.log", ValueKind.Text), Header("X-Logs-Key", "fuzz")),
        new("GET", "/{path}", PageAccount.Caller, null, (Place.Path, "path", "nowhere", ValueKind.Text)),
    ];

    private static (Place, string, string, ValueKind) Query(string name, string value) => (Place.Query, name, value, ValueKind.Text);

    private static (Place, string, string, ValueKind) Link() => (Place.Cookie, "platform-link", "", ValueKind.Text);

    private static (Place, string, string, ValueKind) Header(string name, string value) => (Place.Header, name, value, ValueKind.Text);
}
