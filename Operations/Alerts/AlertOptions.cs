using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.Alerts;

/// <summary>Configures where alerts come from and how they are grouped; section <c>Alerts</c>.</summary>
internal sealed class AlertOptions
{
    /// <summary>The key that Alertmanager sends as a bearer token. Without one no alert is taken.</summary>
    [StringLength(1000, MinimumLength = 16)]
    public string? Key { get; set; }

    /// <summary>How far apart the beginnings of two alerts of a service are at most that are one incident.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Gap { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause between two comparisons with Alertmanager's own list of alerts.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ReconcileInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The user name for Alertmanager.</summary>
    [RegularExpression("[^:]{1,100}")]
    public string User { get; set; } = "platform";

    /// <summary>The password for Alertmanager; empty if it needs none.</summary>
    [StringLength(1000)]
    public string Password { get; set; } = "";
}
