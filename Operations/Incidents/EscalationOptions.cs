using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.Incidents;

/// <summary>Configures when others are told of an incident that nobody has acknowledged; section <c>Escalation</c>.</summary>
internal sealed class EscalationOptions
{
    /// <summary>How long an incident of severity P1 may wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan P1After { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an incident of severity P2 may wait. One of severity P3 waits for business hours and is never escalated.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan P2After { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often an incident is escalated at most, each time after the same while.</summary>
    [Range(0, 100)]
    public int Most { get; set; } = 6;

    /// <summary>The pause between two looks for incidents that nobody has acknowledged, and for alerts of which nothing is heard.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);
}
