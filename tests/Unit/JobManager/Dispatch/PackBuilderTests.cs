using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Dispatch;

public sealed class PackBuilderTests
{
    private const int PackSize = 7;
    private const int PackBytes = 200;

    private static Gen<List<DueBatch>> Batches { get; } =
        from shapes in Gen.ListOf(Gen.ListOf(
            from kind in Gen.Elements(JobKinds.Probe, JobKinds.Probe, JobKinds.Captions)
            from priority in Gen.Elements(Enum.GetValues<JobPriority>())
            from length in Gen.Choose(0, 90)
            select (kind, priority, length)))
        select shapes.Where(shape => shape.Count > 0).Select(shape => new DueBatch(
            Guid.CreateVersion7(),
            [.. shape.Select(job => Due(job.kind, job.priority, $"{{\"t\":\"{new string('x', job.length)}\"}}"))],
            DateTimeOffset.MaxValue)).ToList();

    [Fact]
    public void Every_job_is_packed_once_for_its_own_queue_and_in_order() => Check(batches =>
    {
        var packs = PackBuilder.Build(batches, PackSize, PackBytes);
        List<DueJob> jobs = [.. batches.SelectMany(batch => batch.Jobs)];
        packs.SelectMany(pack => pack.Jobs).Select(job => job.Id).ShouldBe(jobs.Select(job => job.Id), ignoreOrder: true);
        foreach (var queue in packs.GroupBy(pack => pack.Queue))
        {
            queue.SelectMany(pack => pack.Jobs).Select(job => job.Id).ShouldBe(
                jobs.Where(job => JobQueues.ForLane(job.Kind.Lane, job.Priority) == queue.Key).Select(job => job.Id));
        }
    });

    [Fact]
    public void Packs_keep_their_limits_and_long_jobs_get_their_own_message() => Check(batches =>
    {
        foreach (var pack in PackBuilder.Build(batches, PackSize, PackBytes))
        {
            pack.Jobs.Count.ShouldBeInRange(1, PackSize);
            if (pack.Jobs.Count > 1)
            {
                pack.Jobs.ShouldAllBe(job => job.Kind.IsShort);
                pack.Jobs.Sum(job => job.Input.Length).ShouldBeLessThanOrEqualTo(PackBytes);
            }
        }
    });

    [Fact]
    public void Only_the_last_confirmed_message_completes_a_batch() => Check(batches =>
    {
        var completed = new List<Guid>();
        var open = batches.ToDictionary(batch => batch.Id, batch => batch.Jobs.Count);
        foreach (var pack in PackBuilder.Build(batches, PackSize, PackBytes).AsEnumerable().Reverse())
        {
            foreach (var batch in pack.Batches)
            {
                open[batch.Id] -= pack.Jobs.Count(job => batch.Jobs.Any(own => own.Id == job.Id));
                var last = batch.Confirm();
                last.ShouldBe(open[batch.Id] == 0);
                if (last)
                {
                    completed.Add(batch.Id);
                }
            }
        }

        completed.ShouldBe(batches.Select(batch => batch.Id), ignoreOrder: true);
    });

    private static DueJob Due(string kind, JobPriority priority, string input) => new(
        Guid.CreateVersion7(), 1, Guid.CreateVersion7(), JobKindTable.Get(kind), priority, input, null, null, DateTimeOffset.UnixEpoch, null, null, HasPermit: true);

    private static void Check(Action<List<DueBatch>> property) => Prop.ForAll(Batches.ToArbitrary(), property).QuickCheckThrowOnFailure();
}
