using Platform.Contracts.Jobs;
using Platform.JobManager.States;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Database;

/// <summary>The service's statements.</summary>
internal static class JobSql
{
    public static SqlFiles Files { get; } = new(typeof(JobSql).Assembly, typeof(JobState), typeof(JobShelf), typeof(JobLock));
}
