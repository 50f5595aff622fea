using Platform.Contracts.Jobs;

namespace Platform.JobManager.Reports;

/// <summary>The merged progress reports of one attempt within a batch.</summary>
/// <param name="jobId">The id of the job.</param>
/// <param name="attempt">The number of the attempt.</param>
/// <param name="workerId">The worker that sent the reports.</param>
internal sealed class AttemptProgress(Guid jobId, int attempt, string workerId)
{
    /// <summary>The id of the job.</summary>
    public Guid JobId { get; } = jobId;

    /// <summary>The number of the attempt.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>The worker that sent the reports.</summary>
    public string WorkerId { get; } = workerId;

    /// <summary>The latest progress; null if none was reported.</summary>
    public JobProgress? Progress { get; set; }

    /// <summary>The latest checkpoint as JSON text; null if none was reported.</summary>
    public string? Checkpoint { get; set; }

    /// <summary>The new log lines, in order.</summary>
    public List<JobLogLine> Log { get; } = [];
}
