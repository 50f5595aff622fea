using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Backlog;

/// <summary>Limits the work that is accepted in advance. Section <c>Backlog</c>.</summary>
internal sealed class BacklogOptions
{
    /// <summary>The maximum number of queued jobs. Further submissions are refused with 429.</summary>
    [Range(1, 100_000_000)]
    public int MaxQueued { get; set; } = 200_000;

    /// <summary>The number of queued short jobs above which admission is rate-limited: while workers take jobs, one is admitted for each that leaves the queue.</summary>
    [Range(1, 100_000_000)]
    public int PaceAbove { get; set; } = 10_000;

    /// <summary>How long a rate-limited submission waits before it is refused.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause between two samples of the backlog.</summary>
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(5);
}
