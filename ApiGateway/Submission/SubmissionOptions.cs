using System.ComponentModel.DataAnnotations;

namespace Platform.ApiGateway.Submission;

/// <summary>Configures how submissions are grouped; section <c>Submission</c>.</summary>
internal sealed class SubmissionOptions
{
    /// <summary>Gets or sets the number of concurrent requests to JobManager.</summary>
    [Range(1, 16)]
    public int Groups { get; set; } = 2;

    /// <summary>Gets or sets the approximate maximum number of jobs in one request.</summary>
    [Range(1, 4000)]
    public int JobsPerGroup { get; set; } = 1000;

    /// <summary>Gets or sets how many requests may wait for the next group; further ones are refused.</summary>
    [Range(1, 1_000_000)]
    public int Waiting { get; set; } = 20_000;
}
