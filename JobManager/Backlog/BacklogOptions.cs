using System.ComponentModel.DataAnnotations;

namespace Platform.JobManager.Backlog;

/// <summary>Section <c>Backlog</c>: how much work is accepted before it is done.</summary>
internal sealed class BacklogOptions
{
    /// <summary>Most jobs queued at a time; further ones are refused.</summary>
    [Range(1, 100_000_000)]
    public int MaxQueued { get; set; } = 200_000;

    /// <summary>From this many queued jobs of short kinds on, and while workers keep taking some, one is accepted for each that leaves the queue.</summary>
    [Range(1, 100_000_000)]
    public int PaceAbove { get; set; } = 10_000;

    /// <summary>How long a submission waits for its turn while paced.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause between two samples of the backlog.</summary>
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(5);
}
