namespace Platform.Contracts.Jobs;

/// <summary>For whose reason an attempt fails.</summary>
public enum FailureSide
{
    /// <summary>Something here is wrong: it counts against the platform, and somebody is told when it happens often.</summary>
    Platform,

    /// <summary>What was submitted cannot be worked on, here or anywhere: however often it comes, nobody here can do anything about it.</summary>
    Caller,
}

/// <summary>A row of the table of failures.</summary>
/// <param name="Code">As in <see cref="JobError"/>.</param>
/// <param name="Side">For whose reason it is.</param>
/// <param name="Meaning">What has happened, in half a sentence for users.</param>
public sealed record FailureCode(string Code, FailureSide Side, string Meaning);
