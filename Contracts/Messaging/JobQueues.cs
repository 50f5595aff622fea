using Platform.Contracts.Jobs;

namespace Platform.Contracts.Messaging;

/// <summary>Names of the RabbitMQ queues. All but the worker queues are durable quorum queues.</summary>
public static class JobQueues
{
    /// <summary>What workers report to JobManager: starts, heartbeats, progress, completions (<see cref="WorkerReport"/>).</summary>
    public const string Reports = "jobs.reports";

    /// <summary>Arguments with which everyone declares the durable queues; other ones would be refused by the broker (406).</summary>
    public static Dictionary<string, object?> DurableArguments() => new(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" };

    /// <summary>Lane of the kinds that end within a second or so; their messages are packs (<see cref="JobPack"/>).</summary>
    public const string ShortLane = "short";

    /// <summary>Lane of the kinds that run for long; one job to a message.</summary>
    public const string LongLane = "long";

    /// <summary>The queue of a lane and priority, such as <c>jobs.long.normal</c>.</summary>
    public static string ForLane(string lane, JobPriority priority) => priority switch
    {
        JobPriority.High => $"jobs.{lane}.high",
        JobPriority.Low => $"jobs.{lane}.low",
        _ => $"jobs.{lane}.normal",
    };

    /// <summary>Every queue that all replicas share.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Reports,
        .. from lane in (string[])[ShortLane, LongLane] from priority in Enum.GetValues<JobPriority>() select ForLane(lane, priority),
    ];

    /// <summary>The exclusive queue on which one worker process takes <see cref="WorkerCommand"/>s.</summary>
    public static string ForWorker(string workerId) => $"workers.{workerId}";
}
