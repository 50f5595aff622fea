namespace Platform.ApiGateway.StatusPage;

/// <summary>Lists the forms in which the public reads the state.</summary>
internal enum StatusForm
{
    /// <summary>A page for people.</summary>
    Page,

    /// <summary>JSON for programs.</summary>
    Json,

    /// <summary>A feed (RFC 4287).</summary>
    Atom,

    /// <summary>A feed (RSS 2.0).</summary>
    Rss,
}
