using Platform.Contracts.Jobs;

namespace Platform.Contracts.Messaging;

/// <summary>Names the RabbitMQ queues. All but the worker queues are durable quorum queues.</summary>
public static class JobQueues
{
    /// <summary>The queue with the workers' reports to JobManager: starts, heartbeats, progress, completions (<see cref="WorkerReport"/>).</summary>
    public const string Reports = "jobs.reports";

    /// <summary>The queue with blocks of recordings for workers with free slots (<see cref="BlockReport.Kind"/>); one block per message.</summary>
    public const string Blocks = "jobs.blocks";

    /// <summary>Creates the arguments with which all services declare the durable queues; the broker refuses different ones (406).</summary>
    public static Dictionary<string, object?> DurableArguments() => new(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };

    /// <summary>The lane of kinds that end within about a second; its messages are packs (<see cref="JobPack"/>).</summary>
    public const string ShortLane = "short";

    /// <summary>The lane of kinds that run for long; one job per message.</summary>
    public const string LongLane = "long";

    /// <summary>Gets the queue of a lane and priority, such as <c>jobs.long.normal</c>.</summary>
    public static string ForLane(string lane, JobPriority priority) => priority switch
    {
        JobPriority.High => $"jobs.{lane}.high",
        JobPriority.Low => $"jobs.{lane}.low",
        _ => $"jobs.{lane}.normal",
    };

    /// <summary>Gets all queues that the replicas share.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Reports,
        Blocks,
        .. from lane in (string[])[ShortLane, LongLane] from priority in Enum.GetValues<JobPriority>() select ForLane(lane, priority),
    ];

    /// <summary>Gets the exclusive queue on which one worker process receives <see cref="WorkerCommand"/>s.</summary>
    public static string ForWorker(string workerId) => $"workers.{workerId}";
}
