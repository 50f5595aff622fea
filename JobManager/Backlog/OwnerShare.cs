namespace Platform.JobManager.Backlog;

/// <summary>The share that an owner has of the queued jobs.</summary>
[Flags]
internal enum OwnerShare
{
    /// <summary>At most half of the queued jobs, and of the short ones among them.</summary>
    Minority = 0,

    /// <summary>More than half of all queued jobs.</summary>
    MajorityOfAll = 1,

    /// <summary>More than half of the queued short jobs.</summary>
    MajorityOfShort = 2,

    /// <summary>Not determined: the jobs may belong to any owners.</summary>
    Unknown = 4,
}
