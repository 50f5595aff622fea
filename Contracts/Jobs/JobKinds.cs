namespace Platform.Contracts.Jobs;

/// <summary>The built-in kinds of job, as they stand in <c>kind</c>.</summary>
public static class JobKinds
{
    /// <summary>Captions of a recording. Long: runs for minutes, holds a lease.</summary>
    public const string Captions = "captions";

    /// <summary>Does nothing; for synthetic checks and benchmarks. Short: packed several to a message.</summary>
    public const string Probe = "probe";
}
