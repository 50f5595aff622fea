namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>Configures the trusted proxies; section <c>Visitors</c>.</summary>
public sealed class VisitorOptions
{
    /// <summary>
    /// Gets or sets the addresses and networks (such as <c>10.0.0.5</c> or <c>10.0.0.0/24</c>) of the proxies in front. The last address that one of
    /// these adds to <c>X-Forwarded-For</c> is taken for the visitor's, and its <c>X-Forwarded-Proto</c> for the scheme of the visitor's request; both are
    /// ignored when sent by any other host.
    /// </summary>
    public string[] Proxies { get; set; } = [];
}
