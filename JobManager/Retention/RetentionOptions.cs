using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Retention;

/// <summary>The retention periods of ended jobs and audit entries. Section <c>Retention</c>.</summary>
internal sealed class RetentionOptions
{
    /// <summary>How long jobs are kept that succeeded or were cancelled.</summary>
    public TimeSpan Ended { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long failed jobs are kept, so that their errors can be examined.</summary>
    public TimeSpan Failed { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long audit entries are kept.</summary>
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(365);

    /// <summary>The number of jobs that one statement examines.</summary>
    [Range(10, 10_000)]
    public int BatchSize { get; set; } = 1000;

    /// <summary>The pause between two passes.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);
}
