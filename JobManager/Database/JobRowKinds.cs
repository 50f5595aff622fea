namespace Platform.JobManager.Database;

/// <summary>What stored rows are of, as the metric of unreadable ones names it.</summary>
internal static class JobRowKinds
{
    public const string Job = "job", Attempt = "attempt", Audit = "audit";
}
