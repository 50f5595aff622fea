using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Dispatch;

/// <summary>What waits in memory for the broker is bounded by bytes: callers choose how large a job is.</summary>
public sealed class RelayQueueTests
{
    private const int Most = 1024 * 1024;
    private const int Large = 100 * 1024;

    [Fact]
    public void However_many_large_jobs_are_committed_while_the_broker_is_away_few_are_held()
    {
        RelayQueue queue = NewQueue();
        for (int i = 0; i < 1000; i++)
        {
            queue.Committed(Guid.CreateVersion7(), DateTimeOffset.MaxValue, [Due(Large)]);
        }

        queue.HeldBytes.ShouldBeLessThanOrEqualTo(Most);
        int held = 0;
        while (queue.Due.TryRead(out DueBatch? batch))
        {
            held++;
            queue.Released(batch.Bytes);
        }

        held.ShouldBeInRange(1, Most / Large);
        queue.HeldBytes.ShouldBe(0);
        queue.Committed(Guid.CreateVersion7(), DateTimeOffset.MaxValue, [Due(Large)]);
        queue.Due.TryRead(out _).ShouldBeTrue();
    }

    [Fact]
    public void Small_ones_are_bounded_by_number()
    {
        RelayQueue queue = NewQueue();
        for (int i = 0; i < 3000; i++)
        {
            queue.Committed(Guid.CreateVersion7(), DateTimeOffset.MaxValue, [Due(2)]);
        }

        queue.Due.Count.ShouldBe(2048);
        queue.HeldBytes.ShouldBeLessThanOrEqualTo(Most);
    }

    [Fact]
    public async Task What_was_claimed_waits_for_room_and_one_alone_may_be_larger_than_all_may()
    {
        RelayQueue queue = NewQueue();
        await queue.ReclaimedAsync(Batch(2 * Most), default);
        Task next = queue.ReclaimedAsync(Batch(Large), default).AsTask();
        next.IsCompleted.ShouldBeFalse();
        queue.Due.TryRead(out DueBatch? large).ShouldBeTrue();
        next.IsCompleted.ShouldBeFalse("what the relay has taken and not published is held, too");
        queue.Released(large!.Bytes);
        await next.WaitAsync(TimeSpan.FromMinutes(1));

        using var given = new CancellationTokenSource();
        Task leaving = queue.ReclaimedAsync(Batch(2 * Most), given.Token).AsTask();
        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        queue.Due.TryRead(out DueBatch? small).ShouldBeTrue();
        queue.Released(small!.Bytes);
        queue.HeldBytes.ShouldBe(0);
    }

    [Fact]
    public void A_batch_that_is_read_in_parts_is_settled_once_when_all_of_them_are_at_the_broker() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(1, 60)).Where(sizes => sizes.Length > 0).ToArbitrary(),
        sizes =>
        {
            RelayQueue queue = NewQueue();
            var jobs = sizes.Select(size => (Id: Guid.CreateVersion7(), Size: size)).ToList();
            var claimed = new ClaimedBatch(Guid.CreateVersion7(), [.. jobs.Select(job => new ClaimedJob(job.Id, job.Size))], DateTimeOffset.MaxValue);
            List<Guid[]> ids = [.. claimed.PartsOf(100)];
            ids.SelectMany(part => part).ShouldBe(jobs.Select(job => job.Id));
            ids.ShouldAllBe(part => part.Length == 1 || part.Sum(id => jobs.Single(job => job.Id == id).Size) <= 100);

            var parts = new BatchParts();
            DueBatch[] batches = [.. ids.Select(part => new DueBatch(claimed.Id, [.. part.Select(_ => Due(2))], claimed.ClaimedUntil, parts))];
            parts.Done().ShouldBeFalse();
            for (int i = 0; i < batches.Length; i++)
            {
                queue.Confirmed.TryRead(out _).ShouldBeFalse();
                foreach (OutgoingPack pack in PackBuilder.Build([batches[i]], maxJobs: 1, maxBytes: 100))
                {
                    if (pack.Batches.Single().Confirmed())
                    {
                        queue.Settled(batches[i]);
                    }
                }
            }

            queue.Confirmed.TryRead(out Guid settled).ShouldBeTrue();
            settled.ShouldBe(claimed.Id);
            queue.Confirmed.TryRead(out _).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    private static RelayQueue NewQueue() => new(TimeProvider.System, Options.Create(new DispatchOptions { HeldBytes = Most }));

    private static DueBatch Batch(int bytes) => new(Guid.CreateVersion7(), [Due(bytes)], DateTimeOffset.MaxValue);

    private static DueJob Due(int bytes) => new(
        Guid.CreateVersion7(), 1, Guid.CreateVersion7(), JobKindTable.Get(JobKinds.Probe), JobPriority.Normal, new string('x', bytes / sizeof(char)),
        null, null, DateTimeOffset.UnixEpoch, null, null);
}
