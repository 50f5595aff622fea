using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Blocks of a recording are recognised by other workers, each once, and only for the attempt that is the current one.</summary>
public sealed class BlockTests(BlockTests.NoGrace jobs) : IClassFixture<BlockTests.NoGrace>
{
    [Fact]
    public async Task A_block_is_published_to_an_idle_slot_and_its_coordinator_follows_it_to_its_end()
    {
        await using var coordinator = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        await using var helper = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = await RunningAsync(coordinator, helper);

        // The coordinator's own processors are used by its job.
        await OfferAsync(coordinator, job, 1);
        var asked = await coordinator.StatesAsync(job.JobId, states => states.Sequence == 1);
        (asked.Attempt, asked.Helpers, asked.Blocks.Count).ShouldBe((1, 2, 0));

        await OfferAsync(coordinator, job, 2, 3, 5);
        var first = await AssignedAsync(helper, job, 3);
        var second = await AssignedAsync(helper, job, 5);
        (first.Kind, first.Attempt, first.OwnerId, first.Input.GetRawText()).ShouldBe((BlockReport.Kind, 1, jobs.Owner, $$"""{"job_id":"{{job.JobId}}","block":3}"""));
        await StartAsync(helper, first);
        await helper.CommandedAsync(command => command.Granted, Ref(first));

        // Nobody else gets it, and a block that the coordinator leaves out is its own again unless it runs.
        await StartAsync(coordinator, first);
        await coordinator.CommandedAsync(command => command.Refused, Ref(first));
        await OfferAsync(coordinator, job, 3);
        (await coordinator.StatesAsync(job.JobId, states => states.Sequence == 3)).Blocks.ShouldBe([new BlockState(3, BlockStage.Running)]);
        await StartAsync(helper, second);
        await helper.CommandedAsync(command => command.Refused, Ref(second));

        // Another worker cannot offer blocks of this attempt, nor this one those of another.
        await OfferAsync(helper, job, 9, 8);
        await OfferAsync(coordinator, job with { Attempt = 2 }, 9, 8);
        await OfferAsync(coordinator, job, 4, 3);
        (await coordinator.StatesAsync(job.JobId, states => states.Sequence == 4)).Blocks.ShouldBe([new BlockState(3, BlockStage.Running)]);

        await EndAsync(helper, first, AttemptOutcome.Succeeded);
        await coordinator.StatesAsync(job.JobId, states => states is { Sequence: 0, Blocks: [{ Block: 3, Stage: BlockStage.Done }] });

        // Its rows end with the job.
        await coordinator.EndAsync(job);
        await Eventually.BecomesTrueAsync(async () => await CountAsync(job) == 0);
    }

    [Fact]
    public async Task A_lost_worker_costs_its_block_only_and_is_fenced_off()
    {
        await using var coordinator = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        await using var helper = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = await RunningAsync(coordinator, helper);
        await OfferAsync(coordinator, job, 1, 1);
        var first = await AssignedAsync(helper, job, 1);
        await StartAsync(helper, first);
        await helper.CommandedAsync(command => command.Granted, Ref(first));
        await ExpireAsync(first.JobId);

        await helper.AssignedAsync(first.JobId, attempt: 2);
        await EndAsync(helper, first, AttemptOutcome.Succeeded);
        await helper.ReportAsync(blocks: new BlockReport(Held: [Ref(first)]));
        await helper.CommandedAsync(command => command.Lost, Ref(first));
        (await StageAsync(first.JobId)).ShouldBe(BlockStage.Published);

        // Failures return it to the coordinator in the end.
        foreach (var attempt in (int[])[2, 3])
        {
            var again = await helper.AssignedAsync(first.JobId, attempt);
            await StartAsync(helper, again);
            await EndAsync(helper, again, AttemptOutcome.Failed);
        }

        await coordinator.StatesAsync(job.JobId, states => states.Blocks.Contains(new BlockState(1, BlockStage.Returned)));
        (await jobs.GetAsync(job.JobId)).State.ShouldBe(JobState.Running);
        await coordinator.EndAsync(job);
    }

    [Fact]
    public async Task Blocks_of_a_cancelled_job_are_stopped()
    {
        await using var coordinator = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        await using var helper = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = await RunningAsync(coordinator, helper);
        await OfferAsync(coordinator, job, 1, 1);
        var block = await AssignedAsync(helper, job, 1);
        await StartAsync(helper, block);
        await helper.CommandedAsync(command => command.Granted, Ref(block));
        (await jobs.ActAsync(job.JobId, JobAction.Cancel)).EnsureSuccess();
        await coordinator.CommandedAsync(command => command.Cancelled, Ref(job));
        await coordinator.EndAsync(job, AttemptOutcome.Cancelled);
        await helper.CommandedAsync(command => command.Lost, Ref(block));
        (await jobs.GetAsync(job.JobId)).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task The_next_attempt_at_a_job_finds_the_blocks_of_the_one_before()
    {
        await using var coordinator = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        await using var helper = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = await RunningAsync(coordinator, helper);
        await OfferAsync(coordinator, job, 1, 1);
        var block = await AssignedAsync(helper, job, 1);
        await StartAsync(helper, block);
        await helper.CommandedAsync(command => command.Granted, Ref(block));
        await jobs.ScalarAsync<object>("UPDATE jobs.jobs SET lease_expires_at = now() - interval '1 second' WHERE id = $1", job.JobId);
        var next = await helper.AssignedAsync(job.JobId, attempt: 2);

        // The worker that recognises the block goes on meanwhile.
        await helper.ReportAsync(blocks: new BlockReport(Held: [Ref(block)]));
        await EndAsync(helper, block, AttemptOutcome.Succeeded);
        await coordinator.TakeLeaseAsync(next);
        await OfferAsync(coordinator, next, 1, 1);
        (await coordinator.StatesAsync(job.JobId, states => states.Attempt == 2)).Blocks.ShouldBe([new BlockState(1, BlockStage.Done)]);
        helper.HasReceived(command => command.Lost, Ref(block)).ShouldBeFalse();
        await coordinator.EndAsync(next);
    }

    [Fact]
    public async Task Jobs_come_before_blocks()
    {
        await using var coordinator = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        await using var helper = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = await RunningAsync(coordinator, helper);
        SubmitJob[] others = [Captions(), Captions()];
        await jobs.SubmitAsync(others);
        await helper.TakeLeaseAsync(await helper.AssignedAsync(others[0].Id));
        var last = await helper.AssignedAsync(others[1].Id);
        await helper.TakeLeaseAsync(last);

        // Both processors are used by jobs: the block waits until those of the other worker are free.
        await OfferAsync(coordinator, job, 1, 1);
        (await coordinator.StatesAsync(job.JobId, states => states.Sequence == 1)).Blocks.ShouldBe([new BlockState(1, BlockStage.Waiting)]);
        (await StageAsync(await IdAsync(job, 1))).ShouldBe(BlockStage.Waiting);
        await helper.EndAsync(last);
        await helper.EndAsync(await helper.AssignedAsync(others[0].Id));
        await AssignedAsync(helper, job, 1);
        await coordinator.EndAsync(job);
    }

    [Fact]
    public async Task A_worker_whose_processors_a_job_uses_gets_no_block()
    {
        await using var coordinator = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        await using var helper = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = await RunningAsync(coordinator, helper);
        await OfferAsync(coordinator, job, 1, 1);
        var block = await AssignedAsync(helper, job, 1);
        await StartAsync(coordinator, block);
        await coordinator.CommandedAsync(command => command.Refused, Ref(block));

        // It is published again at once.
        var again = await helper.AssignedAsync(block.JobId, attempt: 2);
        await StartAsync(helper, again);
        await helper.CommandedAsync(command => command.Granted, Ref(again));
        await coordinator.EndAsync(job);
    }

    private static AttemptRef Ref(JobAssignment assignment) => new(assignment.JobId, assignment.Attempt);

    private static Task OfferAsync(FakeWorker worker, JobAssignment job, long sequence, params int[] blocks) =>
        worker.ReportAsync(blocks: new BlockReport(Offered: [new BlockOffer(job.JobId, job.Attempt, sequence, blocks)]));

    private static Task StartAsync(FakeWorker worker, JobAssignment block) =>
        worker.ReportAsync(blocks: new BlockReport(Started: [new AttemptStarted(block.JobId, block.Attempt, TimeProvider.System.GetUtcNow())]));

    private static Task EndAsync(FakeWorker worker, JobAssignment block, AttemptOutcome outcome) =>
        worker.ReportAsync(blocks: new BlockReport(Completed: [FakeWorker.EndOf(block, outcome)]));

    private SubmitJob Captions() => jobs.NewJob(JobKinds.Captions, """{"upload_id":"01a1fd00-8988-7c2f-8b6b-678ed2adb173"}""");

    /// <summary>Makes three slots known, one of them the coordinator's, which begins a job.</summary>
    private async Task<JobAssignment> RunningAsync(FakeWorker coordinator, FakeWorker helper)
    {
        await jobs.ScalarAsync<object>("DELETE FROM jobs.worker_places");
        await coordinator.ReportAsync(longSlots: 1, processors: "a");
        await helper.ReportAsync(longSlots: 2, processors: "b");
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.worker_places WHERE processors IS NOT NULL") == 2);
        var job = Captions();
        await jobs.SubmitAsync(job);
        var assignment = await helper.AssignedAsync(job.Id);
        await coordinator.TakeLeaseAsync(assignment);
        return assignment;
    }

    private async Task<JobAssignment> AssignedAsync(FakeWorker helper, JobAssignment job, int number) => await helper.AssignedAsync(await IdAsync(job, number));

    private async Task<Guid> IdAsync(JobAssignment job, int number)
    {
        var id = Guid.Empty;
        await Eventually.BecomesTrueAsync(async () =>
        {
            id = await jobs.ScalarAsync<Guid?>("SELECT id FROM jobs.blocks WHERE job_id = $1 AND number = $2", job.JobId, number) ?? Guid.Empty;
            return id != Guid.Empty;
        });
        return id;
    }

    private async Task<BlockStage> StageAsync(Guid block) => (BlockStage)await jobs.ScalarAsync<short>("SELECT stage FROM jobs.blocks WHERE id = $1", block);

    private Task<long> CountAsync(JobAssignment job) => jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.blocks WHERE job_id = $1", job.JobId);

    private Task<object?> ExpireAsync(Guid block) => jobs.ScalarAsync<object>("UPDATE jobs.blocks SET expires_at = now() - interval '1 second' WHERE id = $1", block);

    /// <summary>Counts leases as soon as it has started, so that a test can let one expire.</summary>
    public sealed class NoGrace : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Leases:Grace"] = "00:00:00.100",
            ["Leases:RescueInterval"] = "00:00:00.200",
            ["Dispatch:ReclaimInterval"] = "00:00:00.300",
        };
    }
}
