using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Jobs;
using Platform.JobManager.Dispatch;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Dispatch;

public sealed class TurnPickerTests
{
    private const short Low = (short)JobPriority.Low;
    private const short High = (short)JobPriority.High;

    private static readonly Guid s_slow = Guid.CreateVersion7();
    private static readonly Guid s_other = Guid.CreateVersion7();

    [Fact]
    public void Who_waits_alone_may_have_all_places_and_no_more()
    {
        var turns = new TurnPicker(places: 4, perOwner: null);
        turns.AddRunning(s_other, 1);
        Wait(turns, s_slow, 10);
        turns.Pick().Count.ShouldBe(3);
    }

    [Fact]
    public void Who_has_its_share_gets_no_more_while_others_wait()
    {
        var turns = new TurnPicker(places: 4, perOwner: null);
        turns.AddRunning(s_slow, 2);
        Wait(turns, s_slow, 10);
        Guid[] others = Wait(turns, s_other, 1);
        turns.Pick().ShouldBe(others);
    }

    [Fact]
    public void Whoever_waits_at_the_broker_waits_as_well()
    {
        var turns = new TurnPicker(places: 4, perOwner: null);
        turns.AddRunning(s_slow, 2);
        turns.AddGiven(s_other, 1);
        Wait(turns, s_slow, 10);
        turns.Pick().ShouldBeEmpty();
    }

    [Fact]
    public void Two_owners_fill_an_odd_number_of_places()
    {
        var turns = new TurnPicker(places: 3, perOwner: null);
        Wait(turns, s_slow, 10);
        Wait(turns, s_other, 10);
        turns.Pick().Count.ShouldBe(4);
    }

    [Fact]
    public void The_share_can_be_set()
    {
        var turns = new TurnPicker(places: 8, perOwner: 1);
        Wait(turns, s_slow, 10);
        Wait(turns, s_other, 10);
        turns.Pick().Count.ShouldBe(2);
    }

    [Fact]
    public void Urgent_jobs_are_no_way_around_the_share()
    {
        var turns = new TurnPicker(places: 2, perOwner: null);
        turns.AddGiven(s_slow, 1);
        Wait(turns, s_slow, 1, High);
        Guid[] others = Wait(turns, s_other, 1);
        turns.Pick().ShouldBe(others);
    }

    [Fact]
    public void Places_of_workers_that_do_not_tell_of_them_are_seen_by_what_runs_there()
    {
        var turns = new TurnPicker(places: 2, perOwner: null);
        turns.AddRunning(s_other, 6);
        turns.AddRunning(s_slow, 1);
        Wait(turns, s_slow, 5);
        turns.Pick().ShouldBeEmpty();
        turns = new TurnPicker(places: 2, perOwner: null);
        turns.AddRunning(s_slow, 1);
        Wait(turns, s_slow, 5);
        turns.Pick().Count.ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_held_back_before_a_worker_said_how_many_places_it_has()
    {
        var turns = new TurnPicker(places: 0, perOwner: null);
        turns.AddRunning(s_slow, 5);
        Wait(turns, s_slow, 10);
        Wait(turns, s_other, 2);
        turns.Pick().Count.ShouldBe(12);
    }

    [Fact]
    public void No_place_stays_free_while_somebody_waits_and_everybody_is_served() => Prop.ForAll(
        (from places in Gen.Choose(1, 9)
         from jobs in Gen.NonEmptyListOf(Gen.Choose(0, 4))
         from seed in Gen.Choose(0, int.MaxValue)
         select (places, jobs, seed)).ToArbitrary(),
        input => ServeAll(input.places, [.. input.jobs], input.seed)).QuickCheckThrowOnFailure();

    /// <summary>Plays workers that take what comes first, until all of the jobs have run; their numbers are their owners'.</summary>
    private static void ServeAll(int places, List<int> jobs, int seed)
    {
        var random = new Random(seed);
        Guid[] owners = [.. Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7())];
        var waiting = jobs.ConvertAll(owner => new WaitingTurn(Guid.CreateVersion7(), owners[owner], Low, DateTimeOffset.UnixEpoch));
        var atBroker = new Queue<WaitingTurn>();
        var running = new List<WaitingTurn>();
        for (int served = 0; served < jobs.Count; served++)
        {
            int moved;
            do
            {
                moved = Give(places, waiting, atBroker, running);
                for (; running.Count < places && atBroker.TryDequeue(out WaitingTurn next); moved++)
                {
                    running.Add(next);
                }
            }
            while (moved > 0);
            (running.Count == places || waiting.Count + atBroker.Count == 0).ShouldBeTrue();
            running.RemoveAt(random.Next(running.Count));
        }

        (waiting.Count + atBroker.Count + running.Count).ShouldBe(0);
    }

    private static int Give(int places, List<WaitingTurn> waiting, Queue<WaitingTurn> atBroker, List<WaitingTurn> running)
    {
        var turns = new TurnPicker(places, perOwner: null);
        running.ForEach(turn => turns.AddRunning(turn.OwnerId, 1));
        foreach (WaitingTurn turn in atBroker)
        {
            turns.AddGiven(turn.OwnerId, 1);
        }

        waiting.ForEach(turn => turns.AddWaiting(turn));
        List<Guid> picked = turns.Pick();
        foreach (Guid id in picked)
        {
            int at = waiting.FindIndex(turn => turn.JobId == id);
            atBroker.Enqueue(waiting[at]);
            waiting.RemoveAt(at);
        }

        return picked.Count;
    }

    private static Guid[] Wait(TurnPicker turns, Guid owner, int count, short priority = Low)
    {
        Guid[] jobs = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        foreach (Guid job in jobs)
        {
            turns.AddWaiting(new WaitingTurn(job, owner, priority, DateTimeOffset.UnixEpoch));
        }

        return jobs;
    }
}
