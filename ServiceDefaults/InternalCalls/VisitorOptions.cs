namespace Platform.ServiceDefaults.InternalCalls;

/// <summary>From whom visitors come; section <c>Visitors</c>.</summary>
public sealed class VisitorOptions
{
    /// <summary>
    /// Addresses and networks (such as <c>10.0.0.5</c> or <c>10.0.0.0/24</c>) of the proxies in front: the last address that one of these
    /// writes into <c>X-Forwarded-For</c> is the visitor's. Nobody else's word counts.
    /// </summary>
    public string[] Proxies { get; set; } = [];
}
