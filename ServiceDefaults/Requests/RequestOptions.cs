using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Requests;

/// <summary>How answered requests are reported; section <c>Requests</c>.</summary>
public sealed class RequestOptions
{
    /// <summary>From what duration on an answered request is logged; streams (server-sent events, WebSockets) and long polls are never logged for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromSeconds(1);

    internal bool SendHeaders { get; set; }
}
