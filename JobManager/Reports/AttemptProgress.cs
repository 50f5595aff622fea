using Platform.Contracts.Jobs;

namespace Platform.JobManager.Reports;

/// <summary>What an attempt told within one round.</summary>
internal sealed class AttemptNews(Guid jobId, int attempt, string workerId)
{
    public Guid JobId { get; } = jobId;

    public int Attempt { get; } = attempt;

    public string WorkerId { get; } = workerId;

    public JobProgress? Progress { get; set; }

    public string? Checkpoint { get; set; }

    public List<JobLogLine> Log { get; } = [];
}
