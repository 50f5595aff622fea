using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Submission;

/// <summary>Section <c>Submission</c>.</summary>
internal sealed class SubmissionOptions
{
    /// <summary>Requests to JobManager in flight at the same time.</summary>
    [Range(1, 16)]
    public int Groups { get; set; } = 2;

    /// <summary>About how many jobs one of them carries at most.</summary>
    [Range(1, 4000)]
    public int JobsPerGroup { get; set; } = 1000;

    /// <summary>How many requests may wait for the next group; more are refused.</summary>
    [Range(1, 1_000_000)]
    public int Waiting { get; set; } = 20_000;
}
