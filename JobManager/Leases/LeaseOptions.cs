namespace Platform.JobManager.Leases;

/// <summary>Configures how long workers hold jobs. Section <c>Leases</c>.</summary>
internal sealed class LeaseOptions
{
    /// <summary>How long a lease is valid after the last heartbeat.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two searches for expired leases.</summary>
    public TimeSpan RescueInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long reports must have been received without interruption before expired leases count. After an outage of RabbitMQ, the database
    /// or this service, workers get the time for a heartbeat first.
    /// </summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(15);
}
