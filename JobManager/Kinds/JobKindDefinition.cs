namespace Platform.JobManager.Kinds;

/// <summary>What JobManager needs to know about a kind of job.</summary>
/// <param name="Name">As in <c>kind</c>.</param>
/// <param name="Lane">Which queues its jobs go through; decides whether they are packed.</param>
/// <param name="DefaultMaxAttempts">After how many failures a job gives up when its submission does not say.</param>
/// <param name="DefaultTimeoutSeconds">Limit of an attempt's run time when the submission does not say; null leaves it to the worker.</param>
internal sealed record JobKindDefinition(string Name, string Lane, int DefaultMaxAttempts, int? DefaultTimeoutSeconds)
{
    /// <summary>Whether its jobs are packed several to a message.</summary>
    public bool IsShort { get; } = string.Equals(Lane, Contracts.Messaging.JobQueues.ShortLane, StringComparison.Ordinal);
}
