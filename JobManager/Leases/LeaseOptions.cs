namespace Platform.JobManager.Leases;

/// <summary>Section <c>Leases</c>.</summary>
internal sealed class LeaseOptions
{
    /// <summary>How long a lease holds without a heartbeat.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause between two looks for leases that ran out.</summary>
    public TimeSpan RescueInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long reports must have been flowing before a lease counts as run out: after an outage of the broker, of the
    /// database or of this service, workers get the time for a heartbeat first.
    /// </summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(15);
}
