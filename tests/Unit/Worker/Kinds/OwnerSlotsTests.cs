using FsCheck;
using FsCheck.Fluent;
using Platform.Worker.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Kinds;

public sealed class OwnerSlotsTests
{
    private static readonly Guid s_many = Guid.CreateVersion7();
    private static readonly Guid s_few = Guid.CreateVersion7();

    [Fact]
    public async Task A_job_starts_at_once_although_another_owner_has_more_jobs_than_slots()
    {
        var slots = new OwnerSlots(capacity: 8, kept: 1);
        var waiting = Enumerable.Range(0, 100).Select(_ => slots.TakeAsync(s_many, CancellationToken.None)).ToList();
        waiting.Count(wait => wait.IsCompleted).ShouldBe(7);
        slots.TryTake(s_few).ShouldBeTrue();
        slots.TryTake(Guid.CreateVersion7()).ShouldBeFalse("all slots are taken");

        // The slot that the other owner gives back is kept from the one with many jobs.
        slots.Release(s_few);
        waiting.Count(wait => wait.IsCompleted).ShouldBe(7);
        slots.Release(s_many);
        await waiting[7];
        waiting[8].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_free_slot_goes_to_the_owner_with_the_fewest_attempts()
    {
        var slots = new OwnerSlots(capacity: 2, kept: 0);
        slots.TryTake(s_many).ShouldBeTrue();
        slots.TryTake(s_many).ShouldBeTrue();
        var third = slots.TakeAsync(s_many, CancellationToken.None);
        var other = slots.TakeAsync(s_few, CancellationToken.None);
        slots.Release(s_many);
        await other;
        third.IsCompleted.ShouldBeFalse();
        slots.Release(s_few);
        await third;
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_slot()
    {
        var slots = new OwnerSlots(capacity: 1, kept: 0);
        slots.TryTake(s_many).ShouldBeTrue();
        using var stop = new CancellationTokenSource();
        var wait = slots.TakeAsync(s_many, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        slots.Release(s_many);
        slots.TryTake(s_few).ShouldBeTrue();
    }

    [Fact]
    public void One_slot_serves_every_owner() => new OwnerSlots(capacity: 1, kept: 1).TryTake(s_many).ShouldBeTrue();

    [Fact]
    public void No_order_of_calls_exceeds_a_limit_or_leaves_a_slot_unused() => Prop.ForAll(
        (from capacity in Gen.Choose(1, 9)
         from kept in Gen.Choose(0, 3)
         from calls in Gen.ListOf(Gen.Choose(0, 7))
         select (capacity, kept, calls)).ToArbitrary(),
        input => Play(input.capacity, input.kept, [.. input.calls])).QuickCheckThrowOnFailure();

    /// <summary>Plays calls of four owners: an even number takes a slot of its owner, an odd one gives one back, if the owner has one.</summary>
    private static void Play(int capacity, int kept, List<int> calls)
    {
        var slots = new OwnerSlots(capacity, kept);
        Guid[] owners = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
        var perOwner = Math.Max(1, capacity - kept);
        var tasks = owners.ToDictionary(owner => owner, _ => new Queue<Task>());
        foreach (var call in calls)
        {
            var owner = owners[call / 2];
            if (call % 2 == 0)
            {
                tasks[owner].Enqueue(slots.TakeAsync(owner, CancellationToken.None));
            }
            else if (Running(tasks[owner]) > 0)
            {
                _ = tasks[owner].Dequeue();
                slots.Release(owner);
            }

            tasks.Values.Sum(Running).ShouldBeLessThanOrEqualTo(capacity);
            tasks.Values.ShouldAllBe(of => Running(of) <= perOwner);
            var isFree = tasks.Values.Sum(Running) < capacity;
            tasks.Values.ShouldAllBe(of => !isFree || Running(of) == perOwner || Running(of) == of.Count);

            // First come, first served within an owner.
            tasks.Values.ShouldAllBe(of => of.Take(Running(of)).All(task => task.IsCompleted));
        }
    }

    private static int Running(Queue<Task> tasks) => tasks.Count(task => task.IsCompleted);
}
