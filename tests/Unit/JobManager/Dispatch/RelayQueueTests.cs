using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Dispatch;

/// <summary>The memory for jobs that wait to be published is limited in bytes, because callers choose the size of a job.</summary>
public sealed class RelayQueueTests
{
    private const int MaxBytes = 1024 * 1024;
    private const int Large = 100 * 1024;

    [Fact]
    public void Few_large_jobs_are_buffered_while_RabbitMQ_is_unavailable()
    {
        var queue = NewQueue();
        for (var i = 0; i < 1000; i++)
        {
            queue.EnqueueCommitted(Guid.CreateVersion7(), DateTimeOffset.MaxValue, [Due(Large)]);
        }

        queue.BufferedBytes.ShouldBeLessThanOrEqualTo(MaxBytes);
        var buffered = 0;
        while (queue.Due.TryRead(out var batch))
        {
            buffered++;
            queue.Release(batch.Bytes);
        }

        buffered.ShouldBeInRange(1, MaxBytes / Large);
        queue.BufferedBytes.ShouldBe(0);
        queue.EnqueueCommitted(Guid.CreateVersion7(), DateTimeOffset.MaxValue, [Due(Large)]);
        queue.Due.TryRead(out _).ShouldBeTrue();
    }

    [Fact]
    public void Small_jobs_are_limited_by_count()
    {
        var queue = NewQueue();
        for (var i = 0; i < 3000; i++)
        {
            queue.EnqueueCommitted(Guid.CreateVersion7(), DateTimeOffset.MaxValue, [Due(2)]);
        }

        queue.Due.Count.ShouldBe(2048);
        queue.BufferedBytes.ShouldBeLessThanOrEqualTo(MaxBytes);
    }

    [Fact]
    public async Task A_reclaimed_batch_waits_for_memory_and_a_single_one_may_exceed_the_limit()
    {
        var queue = NewQueue();
        await queue.EnqueueReclaimedAsync(Batch(2 * MaxBytes), default);
        var next = queue.EnqueueReclaimedAsync(Batch(Large), default).AsTask();
        next.IsCompleted.ShouldBeFalse();
        queue.Due.TryRead(out var large).ShouldBeTrue();
        next.IsCompleted.ShouldBeFalse("batches that the relay has taken and not sent still use memory");
        queue.Release(large!.Bytes);
        await next.WaitAsync(TimeSpan.FromMinutes(1));

        using var abandoned = new CancellationTokenSource();
        var cancelled = queue.EnqueueReclaimedAsync(Batch(2 * MaxBytes), abandoned.Token).AsTask();
        await abandoned.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        queue.Due.TryRead(out var small).ShouldBeTrue();
        queue.Release(small!.Bytes);
        queue.BufferedBytes.ShouldBe(0);
    }

    [Fact]
    public void A_batch_read_in_parts_is_marked_published_once_when_all_parts_are_confirmed() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(1, 60)).Where(sizes => sizes.Length > 0).ToArbitrary(),
        sizes =>
        {
            var queue = NewQueue();
            var jobs = sizes.Select(size => (Id: Guid.CreateVersion7(), Size: size)).ToList();
            var claimed = new ClaimedBatch(Guid.CreateVersion7(), [.. jobs.Select(job => new ClaimedJob(job.Id, job.Size))], DateTimeOffset.MaxValue);
            List<Guid[]> ids = [.. claimed.PartsOf(100)];
            ids.SelectMany(part => part).ShouldBe(jobs.Select(job => job.Id));
            ids.ShouldAllBe(part => part.Length == 1 || part.Sum(id => jobs.Single(job => job.Id == id).Size) <= 100);

            var parts = new BatchParts();
            DueBatch[] batches = [.. ids.Select(part => new DueBatch(claimed.Id, [.. part.Select(_ => Due(2))], claimed.ClaimedUntil, parts))];
            parts.Complete().ShouldBeFalse();
            for (var i = 0; i < batches.Length; i++)
            {
                queue.Published.TryRead(out _).ShouldBeFalse();
                foreach (var pack in PackBuilder.Build([batches[i]], maxJobs: 1, maxBytes: 100))
                {
                    if (pack.Batches.Single().Confirm())
                    {
                        queue.MarkPublished(batches[i]);
                    }
                }
            }

            queue.Published.TryRead(out var published).ShouldBeTrue();
            published.ShouldBe(claimed.Id);
            queue.Published.TryRead(out _).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    private static RelayQueue NewQueue() => new(TimeProvider.System, Options.Create(new DispatchOptions { HeldBytes = MaxBytes }));

    private static DueBatch Batch(int bytes) => new(Guid.CreateVersion7(), [Due(bytes)], DateTimeOffset.MaxValue);

    private static DueJob Due(int bytes) => new(
        Guid.CreateVersion7(), 1, Guid.CreateVersion7(), JobKindTable.Get(JobKinds.Probe), JobPriority.Normal, new string('x', bytes / sizeof(char)),
        null, null, DateTimeOffset.UnixEpoch, null, null);
}
