using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Kinds;

/// <summary>The names of RabbitMQ queues, built once instead of for each job.</summary>
internal static class JobQueueNames
{
    private static readonly string[] s_short = Names(JobQueues.ShortLane);
    private static readonly string[] s_long = Names(JobQueues.LongLane);

    /// <summary>The queue for jobs of a kind and priority.</summary>
    public static string Of(JobKindDefinition kind, JobPriority priority) =>
        kind.IsShort ? s_short[(int)priority]
        : string.Equals(kind.Lane, JobQueues.LongLane, StringComparison.Ordinal) ? s_long[(int)priority]
        : JobQueues.ForLane(kind.Lane, priority);

    private static string[] Names(string lane) =>
        [.. Enum.GetValues<JobPriority>().Select(priority => JobQueues.ForLane(lane, priority))];
}
