namespace Platform.Contracts.Jobs;

/// <summary>Lists who is responsible for a failed attempt.</summary>
public enum FailureSide
{
    /// <summary>The platform: counts towards its objectives and alerts.</summary>
    Platform,

    /// <summary>The caller: the input cannot be processed, and nobody who operates the platform can change that.</summary>
    Caller,
}

/// <summary>Describes a failure code.</summary>
/// <param name="Code">The code, as in <see cref="JobError"/>.</param>
/// <param name="Side">Who is responsible.</param>
/// <param name="Meaning">The meaning for users, as part of a sentence.</param>
public sealed record FailureCode(string Code, FailureSide Side, string Meaning);
