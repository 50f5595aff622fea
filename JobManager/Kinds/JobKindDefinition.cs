namespace Platform.JobManager.Kinds;

/// <summary>The properties of a kind of job.</summary>
/// <param name="Name">The name, as in the field <c>kind</c> of the API.</param>
/// <param name="Lane">The lane, which decides the RabbitMQ queues and whether jobs are packed.</param>
/// <param name="DefaultMaxAttempts">The number of failures after which a job fails, unless its submission sets it.</param>
/// <param name="DefaultTimeoutSeconds">The time limit of an attempt, unless the submission sets it; null leaves it to the worker.</param>
internal sealed record JobKindDefinition(string Name, string Lane, int DefaultMaxAttempts, int? DefaultTimeoutSeconds)
{
    /// <summary>True if jobs of this kind are short: several of them share a message, and they run without a lease.</summary>
    public bool IsShort { get; } = string.Equals(Lane, Contracts.Messaging.JobQueues.ShortLane, StringComparison.Ordinal);
}
