namespace Platform.JobManager.Database;

/// <summary>The values of the label <c>of</c> in the metric <c>unreadable_rows_total</c>.</summary>
internal static class JobRowKinds
{
    public const string Job = "job", Attempt = "attempt", Audit = "audit";
}
