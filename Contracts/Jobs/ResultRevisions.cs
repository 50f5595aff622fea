namespace Platform.Contracts.Jobs;

/// <summary>Limits the revisions of a job's captions.</summary>
public static class ResultRevisions
{
    /// <summary>The number of revisions that are kept: the first, recognised one, and the newest ones.</summary>
    public const int Max = 200;
}
