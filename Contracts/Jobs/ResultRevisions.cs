namespace Platform.Contracts.Jobs;

/// <summary>Limits the revisions of a job's captions.</summary>
public static class ResultRevisions
{
    /// <summary>The number of revisions that are kept without names: the first, recognised one, and the newest ones.</summary>
    public const int Max = 200;

    /// <summary>The number of revisions of a job that can have names. They are kept in addition.</summary>
    public const int MaxNamed = 50;

    /// <summary>The maximum number of characters in the name of a revision.</summary>
    public const int MaxName = 100;
}
