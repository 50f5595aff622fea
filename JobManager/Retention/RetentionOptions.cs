using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Retention;

/// <summary>Section <c>Retention</c>: how long ended jobs are kept.</summary>
internal sealed class RetentionOptions
{
    /// <summary>Jobs that succeeded or were cancelled.</summary>
    public TimeSpan Ended { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Jobs that failed: someone may still want to know why.</summary>
    public TimeSpan Failed { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Entries of the audit table.</summary>
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Jobs looked at in one statement.</summary>
    [Range(10, 10_000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>Pause between two passes over what is old.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);
}
