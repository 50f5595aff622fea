namespace Platform.Worker.Leases;

/// <summary>What became of a request for a lease.</summary>
internal enum LeaseAnswer
{
    /// <summary>The worker holds it.</summary>
    Granted = 0,

    /// <summary>The attempt is no longer to be run.</summary>
    Refused = 1,

    /// <summary>JobManager did not answer in time.</summary>
    Unanswered = 2,
}
