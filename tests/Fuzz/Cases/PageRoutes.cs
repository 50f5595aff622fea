using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;

namespace Platform.Fuzz.Cases;

/// <summary>Determines the account that opens the page.</summary>
internal enum Visitor
{
    /// <summary>No account.</summary>
    Stranger,

    /// <summary>An account of the run.</summary>
    Caller,

    /// <summary>The account that owns the recording.</summary>
    Owner,

    /// <summary>An account whose session may end.</summary>
    Leaving,
}

/// <summary>Describes an address of the page.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, with placeholders as in its route but without their constraints.</param>
/// <param name="Visitor">The account that sends the request.</param>
/// <param name="Form">The form that is sent, by the name of its handler; null for none.</param>
/// <param name="Slots">The parameters of the query and headers, with valid values.</param>
internal sealed record PageRoute(string Method, string Path, Visitor Visitor = Visitor.Stranger, string? Form = null, params (Place Place, string Name, string Value, ValueKind Kind)[] Slots);

/// <summary>Lists all addresses of the page. A test compares them with its routes.</summary>
internal static class PageRoutes
{
    public static IReadOnlyList<PageRoute> All { get; } =
    [
        new("GET", "/", Visitor.Caller),
        new("GET", "/sign-in", Visitor.Stranger, null, Query("returnUrl", "/jobs"), (Place.Query, "ended", "true", ValueKind.Flag)),
        new("POST", "/sign-in", Visitor.Stranger, "sign-in", Query("returnUrl", "/jobs")),
        new("GET", "/sign-up", Visitor.Stranger, null, Query("returnUrl", "/jobs")),
        new("POST", "/sign-up", Visitor.Stranger, "sign-up", Query("returnUrl", "/jobs")),
        new("POST", "/sign-out", Visitor.Leaving, ""),
        new("GET", "/forgotten-password"),
        new("POST", "/forgotten-password", Visitor.Stranger, "forgotten-password"),
        new("GET", "/reset-password", Visitor.Stranger, null, (Place.Query, "mailed", "true", ValueKind.Flag), (Place.Query, "done", "true", ValueKind.Flag)),
        new("POST", "/reset-password", Visitor.Stranger, "reset-password"),
        new("GET", "/verify-email", Visitor.Caller, null, (Place.Query, "done", "true", ValueKind.Flag)),
        new("POST", "/verify-email", Visitor.Stranger, "verify-email"),
        new("GET", "/account/email", Visitor.Caller, null, (Place.Query, "done", "true", ValueKind.Flag)),
        new("POST", "/account/email", Visitor.Caller, "confirm-email"),
        new("GET", "/session", Visitor.Caller),
        new("GET", "/account", Visitor.Caller),
        new("GET", "/account/export", Visitor.Caller),
        new("GET", "/jobs", Visitor.Caller, null, Query("state", "queued"), Query("kind", "probe"), Query("tag", "fuzz"), Query("q", "fuzz"), (Place.Query, "after", "2026-01-01", ValueKind.Moment), (Place.Query, "before", "2027-01-01", ValueKind.Moment)),
        new("GET", "/jobs/new", Visitor.Caller),
        new("GET", "/jobs/{Id}", Visitor.Owner, null, (Place.Path, "Id", "", ValueKind.Id)),
        new("GET", "/queues", Visitor.Caller, null, Query("q", "fuzz")),
        new("GET", "/queues/{Name}", Visitor.Caller, null, (Place.Path, "Name", "", ValueKind.Text), Query("view", "messages")),
        new("GET", "/new-queue", Visitor.Caller),
        new("GET", "/operations", Visitor.Caller),
        new("GET", "/operations/dashboards/{Uid}", Visitor.Caller, null, (Place.Path, "Uid", "overview", ValueKind.Text), Query("from", "now-1h"), Query("to", "now"), Query("var-service", "worker")),
        new("GET", "/operations/alerts", Visitor.Caller),
        new("GET", "/operations/runbooks/{Name}", Visitor.Caller, null, (Place.Path, "Name", "HighLatencyP95", ValueKind.Text)),
        new("GET", "/not-found"),
        new("GET", "/not-allowed"),
        new("GET", "/error"),
        new("POST", "/uploads", Visitor.Caller, null, Header("Tus-Resumable", "1.0.0"), (Place.Header, "Upload-Length", "5", ValueKind.Number), (Place.Metadata, "filename", "fuzz.wav", ValueKind.Text), Header("Upload-Checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
        new("OPTIONS", "/uploads", Visitor.Caller),
        new("HEAD", "/uploads/{id}", Visitor.Caller, null, (Place.Path, "id", "upload", ValueKind.Id), Header("Tus-Resumable", "1.0.0")),
        new("PATCH", "/uploads/{id}", Visitor.Caller, null, (Place.Path, "id", "upload", ValueKind.Id), Header("Tus-Resumable", "1.0.0"), (Place.Header, "Upload-Offset", "0", ValueKind.Number)),
        new("DELETE", "/uploads/{id}", Visitor.Caller, null, (Place.Path, "id", "upload", ValueKind.Id), Header("Tus-Resumable", "1.0.0")),
        new("GET", "/media/{id}", Visitor.Owner, null, (Place.Path, "id", "", ValueKind.Id), Header("Range", "bytes=0-99")),
        new("HEAD", "/media/{id}", Visitor.Owner, null, (Place.Path, "id", "", ValueKind.Id)),
        new("GET", "/captions/{id}.{format}", Visitor.Owner, null, (Place.Path, "id", "", ValueKind.Id), (Place.Path, "format", "vtt", ValueKind.Text), (Place.Query, "download", "true", ValueKind.Flag)),
        new("POST", "/_blazor/negotiate", Visitor.Caller, null, (Place.Query, "negotiateVersion", "1", ValueKind.Number)),
        new("GET", "/_blazor", Visitor.Caller, null, Query("id", "AAAAAAAAAAAAAAAAAAAAAA")),
        new("POST", "/_blazor", Visitor.Caller, null, Query("id", "AAAAAAAAAAAAAAAAAAAAAA")),
        new("DELETE", "/_blazor", Visitor.Caller, null, Query("id", "AAAAAAAAAAAAAAAAAAAAAA")),
        new("POST", "/_blazor/disconnect", Visitor.Caller, "circuit"),
        new("GET", "/_blazor/initializers", Visitor.Stranger),
        new("GET", "/_framework/blazor.web.js"),
        new("GET", "/_framework/opaque-redirect", Visitor.Stranger, null, Query("url", "CfDJ8")),
        new("GET", "/css/tokens.css"),
        new("GET", "/js/uploads.js"),
        new("GET", "/favicon.svg"),
        new("GET", "/health"),
        new("GET", "/health/live"),
        new("GET", "/health/ready"),
        new("GET", "/status"),
        new("GET", "/info"),
        new("GET", "/metrics"),
        new("GET", "/internal/v1/logs", Visitor.Stranger, null, Header("X-Logs-Key", "fuzz")),
        new("GET", "/internal/v1/logs/lines", Visitor.Stranger, null, Header("X-Logs-Key", "fuzz"), Query("text", "fuzz")),
        new("GET", "/internal/v1/logs/{filename}", Visitor.Stranger, null, (Place.Path, "filename", "frontend.log", ValueKind.Text), Header("X-Logs-Key", "fuzz")),
        new("GET", "/{path}", Visitor.Caller, null, (Place.Path, "path", "nowhere", ValueKind.Text)),
    ];

    private static (Place, string, string, ValueKind) Query(string name, string value) => (Place.Query, name, value, ValueKind.Text);

    private static (Place, string, string, ValueKind) Header(string name, string value) => (Place.Header, name, value, ValueKind.Text);
}
