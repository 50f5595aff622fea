namespace Platform.Worker.Leases;

/// <summary>Lists the results of a request for a lease.</summary>
internal enum LeaseAnswer
{
    /// <summary>The lease was granted.</summary>
    Granted = 0,

    /// <summary>The lease was refused: the attempt is not to be run any more.</summary>
    Refused = 1,

    /// <summary>JobManager did not answer in time.</summary>
    Unanswered = 2,
}
