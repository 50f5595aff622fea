namespace Platform.JobManager.Kinds;

/// <summary>A number of queued jobs.</summary>
/// <param name="All">The number of jobs of all kinds.</param>
/// <param name="Short">The number of short jobs among them.</param>
internal readonly record struct QueueCount(int All, int Short)
{
    public static QueueCount operator +(QueueCount left, QueueCount right) => new(left.All + right.All, left.Short + right.Short);

    public static QueueCount operator -(QueueCount count) => new(-count.All, -count.Short);

    /// <summary>The count of one job.</summary>
    public static QueueCount Of(JobKindDefinition kind) => new(1, kind.IsShort ? 1 : 0);
}
