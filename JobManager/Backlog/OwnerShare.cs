namespace Platform.JobManager.Backlog;

/// <summary>How much of what waits is one owner's.</summary>
[Flags]
internal enum OwnerShare
{
    /// <summary>Not more than half.</summary>
    Some = 0,

    /// <summary>More than half of all queued jobs.</summary>
    MostOfAll = 1,

    /// <summary>More than half of the queued jobs of short kinds.</summary>
    MostOfShort = 2,

    /// <summary>Not looked at: the jobs may be anybody's.</summary>
    Unsorted = 4,
}
