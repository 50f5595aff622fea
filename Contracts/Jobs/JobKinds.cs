namespace Platform.Contracts.Jobs;

/// <summary>Names the built-in kinds of jobs.</summary>
public static class JobKinds
{
    /// <summary>Creates captions of a recording. Long: runs for minutes, with a lease.</summary>
    public const string Captions = "captions";

    /// <summary>Does nothing; for synthetic checks and benchmarks. Short: several are packed into one message.</summary>
    public const string Probe = "probe";
}
