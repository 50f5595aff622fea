using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Messaging;
using Platform.JobManager.Blocks;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Blocks;

public sealed class BlockEndTests
{
    [Theory]
    [InlineData(AttemptOutcome.Succeeded, true, 0, BlockStage.Done, 0)]
    [InlineData(AttemptOutcome.Released, true, 2, BlockStage.Waiting, 2)]
    [InlineData(AttemptOutcome.Cancelled, true, 1, BlockStage.Waiting, 1)]
    [InlineData(AttemptOutcome.Failed, true, 0, BlockStage.Waiting, 1)]
    [InlineData(AttemptOutcome.Failed, true, 2, BlockStage.Returned, 3)]
    [InlineData(AttemptOutcome.Failed, false, 0, BlockStage.Returned, 1)]
    [InlineData(AttemptOutcome.TimedOut, true, 1, BlockStage.Waiting, 2)]
    public void A_reported_end_decides_the_next_stage(AttemptOutcome outcome, bool mayRetry, int failures, BlockStage stage, int then) =>
        BlockEnd.After(failures, outcome, mayRetry).ShouldBe(new BlockEnd(stage, then));

    [Theory]
    [InlineData(BlockStage.Published, 2, BlockStage.Waiting, 2)]
    [InlineData(BlockStage.Running, 0, BlockStage.Waiting, 1)]
    [InlineData(BlockStage.Running, 2, BlockStage.Returned, 3)]
    public void A_lost_worker_counts_and_a_block_that_nobody_took_does_not(BlockStage stage, int failures, BlockStage next, int then) =>
        BlockEnd.Expired(failures, stage).ShouldBe(new BlockEnd(next, then));

    [Fact]
    public void A_block_ends_whatever_happens_to_it() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 3)).ToArbitrary(),
        ends =>
        {
            var (failures, stage) = (0, BlockStage.Waiting);
            foreach (var end in ends.TakeWhile(_ => stage == BlockStage.Waiting))
            {
                (stage, failures) = end switch
                {
                    0 => BlockEnd.After(failures, AttemptOutcome.Succeeded, mayRetry: true),
                    1 => BlockEnd.After(failures, AttemptOutcome.Failed, mayRetry: true),
                    2 => BlockEnd.After(failures, AttemptOutcome.Released, mayRetry: true),
                    _ => BlockEnd.Expired(failures, BlockStage.Running),
                };
            }

            failures.ShouldBeLessThanOrEqualTo(BlockEnd.MaxFailures);
            (stage is BlockStage.Done or BlockStage.Returned || failures < BlockEnd.MaxFailures).ShouldBeTrue();
        }).QuickCheckThrowOnFailure();
}
