using Platform.Contracts.Messaging;

namespace Platform.JobManager.Blocks;

/// <summary>The next stage of a block after an attempt. Free of I/O.</summary>
/// <param name="Stage">The next stage.</param>
/// <param name="Failures">The number of attempts that failed or lost their worker.</param>
internal readonly record struct BlockEnd(BlockStage Stage, int Failures)
{
    /// <summary>The number of failures after which the coordinator does the block itself, where a failure is the job's.</summary>
    public const int MaxFailures = 3;

    /// <summary>Determines the next stage of a running block whose worker has reported its end.</summary>
    /// <param name="failures">The number of failures so far.</param>
    /// <param name="outcome">The reported outcome.</param>
    /// <param name="mayRetry">Whether another attempt may succeed where this one failed.</param>
    public static BlockEnd After(int failures, AttemptOutcome outcome, bool mayRetry) => outcome switch
    {
        AttemptOutcome.Succeeded => new(BlockStage.Done, failures),
        AttemptOutcome.Released or AttemptOutcome.Cancelled => new(BlockStage.Waiting, failures),
        _ when !mayRetry => new(BlockStage.Returned, failures + 1),
        _ => Failed(failures),
    };

    /// <summary>Determines the next stage of a block whose time has run out.</summary>
    /// <param name="failures">The number of failures so far.</param>
    /// <param name="stage">The stage: a published one was not taken, a running one has lost its worker.</param>
    public static BlockEnd Expired(int failures, BlockStage stage) => stage == BlockStage.Running ? Failed(failures) : new(BlockStage.Waiting, failures);

    private static BlockEnd Failed(int failures) => new(failures + 1 >= MaxFailures ? BlockStage.Returned : BlockStage.Waiting, failures + 1);
}
