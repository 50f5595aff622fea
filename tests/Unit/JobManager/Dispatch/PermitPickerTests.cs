using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Dispatch;

public sealed class PermitPickerTests
{
    private const short Low = (short)JobPriority.Low;
    private const short High = (short)JobPriority.High;

    private static readonly Guid s_slow = Guid.CreateVersion7();
    private static readonly Guid s_other = Guid.CreateVersion7();

    [Fact]
    public void A_single_owner_can_use_all_slots_but_not_more()
    {
        var picker = new PermitPicker(new PermitLimits(4));
        picker.AddRunning(s_other, 1);
        Request(picker, s_slow, 10);
        picker.Pick().Count.ShouldBe(3);
    }

    [Fact]
    public void An_owner_with_its_full_share_gets_nothing_while_others_wait()
    {
        var picker = new PermitPicker(new PermitLimits(4));
        picker.AddRunning(s_slow, 2);
        Request(picker, s_slow, 10);
        var others = Request(picker, s_other, 1);
        picker.Pick().ShouldBe(others);
    }

    [Fact]
    public void An_owner_with_a_granted_permit_counts_as_waiting()
    {
        var picker = new PermitPicker(new PermitLimits(4));
        picker.AddRunning(s_slow, 2);
        picker.AddGranted(s_other, 1);
        Request(picker, s_slow, 10);
        picker.Pick().ShouldBeEmpty();
    }

    [Fact]
    public void Two_owners_fill_an_odd_number_of_slots()
    {
        var picker = new PermitPicker(new PermitLimits(3));
        Request(picker, s_slow, 10);
        Request(picker, s_other, 10);
        picker.Pick().Count.ShouldBe(4);
    }

    [Fact]
    public void The_share_can_be_configured()
    {
        var picker = new PermitPicker(new PermitLimits(8, PerOwner: 1));
        Request(picker, s_slow, 10);
        Request(picker, s_other, 10);
        picker.Pick().Count.ShouldBe(2);
    }

    [Fact]
    public void A_high_priority_does_not_bypass_the_share()
    {
        var picker = new PermitPicker(new PermitLimits(2));
        picker.AddGranted(s_slow, 1);
        Request(picker, s_slow, 1, High);
        var others = Request(picker, s_other, 1);
        picker.Pick().ShouldBe(others);
    }

    [Fact]
    public void Running_jobs_reveal_slots_that_workers_do_not_report()
    {
        var picker = new PermitPicker(new PermitLimits(2));
        picker.AddRunning(s_other, 6);
        picker.AddRunning(s_slow, 1);
        Request(picker, s_slow, 5);
        picker.Pick().ShouldBeEmpty();
        picker = new PermitPicker(new PermitLimits(2));
        picker.AddRunning(s_slow, 1);
        Request(picker, s_slow, 5);
        picker.Pick().Count.ShouldBe(1);
    }

    [Fact]
    public void Without_reported_slots_there_is_no_limit()
    {
        var picker = new PermitPicker(new PermitLimits(0));
        picker.AddRunning(s_slow, 5);
        Request(picker, s_slow, 10);
        Request(picker, s_other, 2);
        picker.Pick().Count.ShouldBe(12);
    }

    [Fact]
    public void An_owner_with_a_higher_weight_gets_more_slots()
    {
        var picker = new PermitPicker(new PermitLimits(9, Weights: new Dictionary<Guid, int> { [s_slow] = 2 }));
        var heavy = Request(picker, s_slow, 20);
        Request(picker, s_other, 20);
        var picked = picker.Pick();
        picked.Count(heavy.Contains).ShouldBe(6);

        // Of the first three one is the other owner's.
        picked.Take(3).Count(heavy.Contains).ShouldBe(2);
    }

    [Fact]
    public void An_owner_at_its_limit_leaves_slots_free()
    {
        var picker = new PermitPicker(new PermitLimits(8, MaxPerOwner: 3));
        picker.AddRunning(s_slow, 1);
        picker.AddGranted(s_slow, 1);
        Request(picker, s_slow, 10);
        picker.Pick().Count.ShouldBe(1);
    }

    [Fact]
    public void A_full_host_delays_only_jobs_that_fetch_from_it()
    {
        var picker = new PermitPicker(new PermitLimits(8, PerHost: 2));
        picker.AddRunning(s_other, 1, "media.example");
        picker.AddRunning(s_other, 1);
        var same = Request(picker, s_slow, 3, host: "media.example");
        var uploads = Request(picker, s_slow, 2);
        var elsewhere = Request(picker, s_slow, 1, host: "other.example");
        picker.Pick().ShouldBe([same[0], .. uploads, .. elsewhere]);
        picker.FullHosts.ShouldBe(["media.example"]);
        picker.IsAnyWaiting.ShouldBeFalse("another slot would change nothing");
    }

    [Fact]
    public void No_limit_of_owners_and_hosts_is_exceeded() => Prop.ForAll(
        (from slots in Gen.Choose(1, 9)
         from most in Gen.Choose(1, 5)
         from perHost in Gen.Choose(1, 3)
         from jobs in Gen.NonEmptyListOf(Gen.Choose(0, 11))
         select (limits: new PermitLimits(slots, MaxPerOwner: most, PerHost: perHost), jobs)).ToArbitrary(),
        input => PickAll(input.limits, [.. input.jobs])).QuickCheckThrowOnFailure();

    /// <summary>Picks once. A number is an owner (the remainder by 4) and its host (the quotient; 0 is an upload).</summary>
    private static void PickAll(PermitLimits limits, List<int> jobs)
    {
        Guid[] owners = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
        var requests = jobs.ConvertAll(job => new PermitRequest(
            Guid.CreateVersion7(), owners[job % 4], Low, DateTimeOffset.UnixEpoch, job / 4 == 0 ? null : $"host-{job / 4}"));
        var picker = new PermitPicker(limits);
        requests.ForEach(request => picker.AddRequest(request));
        var picked = picker.Pick().ToHashSet();
        var granted = requests.FindAll(request => picked.Contains(request.JobId));
        granted.Count.ShouldBe(picked.Count);
        granted.GroupBy(request => request.OwnerId).ShouldAllBe(owner => owner.Count() <= limits.MaxPerOwner);
        granted.Where(request => request.Host is not null).GroupBy(request => request.Host).ShouldAllBe(host => host.Count() <= limits.PerHost);
        picked.ShouldNotBeEmpty();
    }

    [Fact]
    public void No_slot_stays_free_while_jobs_wait_and_all_owners_are_served() => Prop.ForAll(
        (from slots in Gen.Choose(1, 9)
         from jobs in Gen.NonEmptyListOf(Gen.Choose(0, 4))
         from seed in Gen.Choose(0, int.MaxValue)
         select (slots, jobs, seed)).ToArbitrary(),
        input => ServeAll(input.slots, [.. input.jobs], input.seed)).QuickCheckThrowOnFailure();

    /// <summary>Simulates workers that take the oldest published job until all jobs have run. The numbers are indexes of owners.</summary>
    private static void ServeAll(int slots, List<int> jobs, int seed)
    {
        var random = new Random(seed);
        Guid[] owners = [.. Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7())];
        var waiting = jobs.ConvertAll(owner => new PermitRequest(Guid.CreateVersion7(), owners[owner], Low, DateTimeOffset.UnixEpoch));
        var published = new Queue<PermitRequest>();
        var running = new List<PermitRequest>();
        for (var served = 0; served < jobs.Count; served++)
        {
            int moved;
            do
            {
                moved = Grant(slots, waiting, published, running);
                for (; running.Count < slots && published.TryDequeue(out var next); moved++)
                {
                    running.Add(next);
                }
            }
            while (moved > 0);
            (running.Count == slots || waiting.Count + published.Count == 0).ShouldBeTrue();
            running.RemoveAt(random.Next(running.Count));
        }

        (waiting.Count + published.Count + running.Count).ShouldBe(0);
    }

    private static int Grant(int slots, List<PermitRequest> waiting, Queue<PermitRequest> published, List<PermitRequest> running)
    {
        var picker = new PermitPicker(new PermitLimits(slots));
        running.ForEach(request => picker.AddRunning(request.OwnerId, 1));
        foreach (var request in published)
        {
            picker.AddGranted(request.OwnerId, 1);
        }

        waiting.ForEach(request => picker.AddRequest(request));
        var picked = picker.Pick();
        foreach (var id in picked)
        {
            var at = waiting.FindIndex(request => request.JobId == id);
            published.Enqueue(waiting[at]);
            waiting.RemoveAt(at);
        }

        return picked.Count;
    }

    private static Guid[] Request(PermitPicker picker, Guid owner, int count, short priority = Low, string? host = null)
    {
        Guid[] jobs = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        foreach (var job in jobs)
        {
            picker.AddRequest(new PermitRequest(job, owner, priority, DateTimeOffset.UnixEpoch, host));
        }

        return jobs;
    }
}
