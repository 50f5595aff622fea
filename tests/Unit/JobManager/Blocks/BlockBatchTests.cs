using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Blocks;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Blocks;

public sealed class BlockBatchTests
{
    private static readonly Guid s_job = Guid.CreateVersion7();

    [Fact]
    public void The_latest_offer_of_an_attempt_counts()
    {
        var batch = new BlockBatch(
        [
            ("w", new BlockReport(Offered: [new BlockOffer(s_job, 2, 4, [1]), new BlockOffer(s_job, 2, 5, [2, 3])])),
            ("w", new BlockReport(Offered: [new BlockOffer(s_job, 2, 3, []), null!])),
        ]);
        batch.Offers.ShouldHaveSingleItem().Offer.Blocks.ShouldBe([2, 3]);
    }

    [Fact]
    public void Another_workers_offer_does_not_replace_that_of_the_coordinator()
    {
        var batch = new BlockBatch(
        [
            ("other", new BlockReport(Offered: [new BlockOffer(s_job, 1, 9, [8])])),
            ("coordinator", new BlockReport(Offered: [new BlockOffer(s_job, 1, 4, [3])])),
        ]);
        var answers = new BlockAnswers();
        batch.Offers.ForEach(offer => answers.AnswerTo(offer.Worker, offer.Offer));
        answers.SequenceOf(s_job, 1, "coordinator").ShouldBe(4);
        answers.SequenceOf(s_job, 2, "coordinator").ShouldBe(0);
        answers.Jobs.ShouldBe([s_job]);
    }

    [Fact]
    public void Numbers_that_are_none_are_left_out_and_their_count_is_limited()
    {
        var batch = new BlockBatch([("w", new BlockReport(Offered: [new BlockOffer(s_job, 1, 1, [-1, 7, 7, .. Enumerable.Range(100, 1000)])]))]);
        var blocks = batch.Offers.Single().Offer.Blocks;
        blocks.Count.ShouldBe(BlockReport.MaxOffered);
        blocks[0].ShouldBe(7);
        blocks[1].ShouldBe(100);
    }

    [Fact]
    public void An_end_is_that_of_the_worker_that_holds_the_block()
    {
        var block = Guid.CreateVersion7();
        var now = DateTimeOffset.UnixEpoch;
        var batch = new BlockBatch(
        [
            ("late", new BlockReport(Completed: [new AttemptCompleted(block, 1, AttemptOutcome.Failed, now, now, Error: new JobError("x", "y", Retryable: false))])),
            ("holder", new BlockReport(Completed: [new AttemptCompleted(block, 2, AttemptOutcome.Succeeded, now, now)])),
        ]);
        batch.EndOf(new HeldBlock("holder", new AttemptRef(block, 2)), failures: 1).ShouldBe(new BlockEnd(BlockStage.Done, 1));
        batch.EndOf(new HeldBlock("late", new AttemptRef(block, 1)), failures: 1).ShouldBe(new BlockEnd(BlockStage.Returned, 2));
    }
}
