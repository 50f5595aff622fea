using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.States;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Database;

/// <summary>Provides the SQL statements of the service.</summary>
internal static class JobSql
{
    /// <summary>The statements, which may name the states, partial indexes, locks and stages of blocks.</summary>
    public static SqlFiles Files { get; } = new(typeof(JobSql).Assembly, typeof(JobState), typeof(JobIndex), typeof(JobLock), typeof(BlockStage));
}
