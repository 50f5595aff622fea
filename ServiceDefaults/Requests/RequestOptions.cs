using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Configures how requests are logged; section <c>Requests</c>.</summary>
public sealed class RequestOptions
{
    /// <summary>
    /// Gets or sets the duration above which a request is logged as slow; streams (server-sent events, WebSockets) and long polls never are.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromSeconds(1);

    internal bool SendHeaders { get; set; }
}
