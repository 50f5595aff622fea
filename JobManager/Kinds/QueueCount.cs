namespace Platform.JobManager.Kinds;

/// <summary>A number of queued jobs, and how many of them are of short kinds.</summary>
internal readonly record struct QueueCount(int All, int Short)
{
    public static QueueCount operator +(QueueCount left, QueueCount right) => new(left.All + right.All, left.Short + right.Short);

    public static QueueCount operator -(QueueCount count) => new(-count.All, -count.Short);

    /// <summary>One job of the kind.</summary>
    public static QueueCount Of(JobKindDefinition kind) => new(1, kind.IsShort ? 1 : 0);
}
