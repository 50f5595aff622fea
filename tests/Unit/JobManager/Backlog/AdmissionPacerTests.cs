using FsCheck;
using FsCheck.Fluent;
using Platform.JobManager.Backlog;
using Platform.JobManager.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Backlog;

public sealed class AdmissionPacerTests
{
    private static readonly Guid s_many = Guid.CreateVersion7();
    private static readonly Guid s_few = Guid.CreateVersion7();

    private readonly ManualTime _time = new();
    private readonly BacklogOptions _options = new() { MaxQueued = 1000, PaceAbove = 100 };

    [Fact]
    public async Task Nothing_goes_over_the_bound()
    {
        var pacer = new AdmissionPacer(_options, _time);
        (await pacer.AdmitAsync(Short(1000), default)).ShouldBeNull();
        TimeSpan? again = await pacer.AdmitAsync(Short(1), default);
        again.ShouldNotBeNull();
        again.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        pacer.Queued.ShouldBe(1000);
        pacer.Left(Short(1));
        (await pacer.AdmitAsync(Short(1), default)).ShouldBeNull();
    }

    [Fact]
    public async Task While_nobody_works_only_the_bound_counts()
    {
        var pacer = new AdmissionPacer(_options, _time);
        for (int i = 0; i < 10; i++)
        {
            (await pacer.AdmitAsync(Short(100), default)).ShouldBeNull();
        }

        pacer.Queued.ShouldBe(1000);
    }

    [Fact]
    public async Task Above_the_level_one_is_accepted_for_each_that_leaves()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(500), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        long before = pacer.Queued;
        int left = 0;
        var turns = new List<Task<TimeSpan?>>();
        for (int i = 0; i < 200; i++)
        {
            turns.Add(pacer.AdmitAsync(Short(10), default).AsTask());
            pacer.Left(Short(5));
            left += 5;
            _time.Advance(TimeSpan.FromMilliseconds(5));
            pacer.Correct(before, before);
        }

        // The others wait for jobs to leave, so they end when they have waited for too long.
        _time.Advance(_options.MaxWait);
        int accepted = (await Task.WhenAll(turns)).Count(refused => refused is null) * 10;

        // What was earned before the first counts too; beyond that it is one for one.
        accepted.ShouldBeLessThanOrEqualTo(left + 300);
        accepted.ShouldBeGreaterThan(left / 2);
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_when_to_come_again()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(500), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        for (int i = 0; i < 60; i++)
        {
            _ = pacer.AdmitAsync(Short(10), default).AsTask();
        }

        Task<TimeSpan?> turn = pacer.AdmitAsync(Short(10), default).AsTask();
        turn.IsCompleted.ShouldBeFalse();
        _time.Advance(_options.MaxWait);
        (await turn).ShouldNotBeNull();
    }

    [Fact]
    public async Task Waiters_go_in_the_order_in_which_they_came()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(500), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        var turns = new List<Task<TimeSpan?>>();
        for (int i = 0; i < 60; i++)
        {
            turns.Add(pacer.AdmitAsync(Short(10), default).AsTask());
        }

        int waiting = turns.Count(turn => !turn.IsCompleted);
        waiting.ShouldBeGreaterThan(2);
        pacer.Left(Short(15));
        await turns[turns.Count - waiting].WaitAsync(TimeSpan.FromMinutes(1));
        turns[^1].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Long_jobs_that_wait_slow_nobody_down()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(new QueueCount(500, 0), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000, queuedShort: 0);
        for (int i = 0; i < 9; i++)
        {
            (await pacer.AdmitAsync(Short(10), default)).ShouldBeNull();
            (await pacer.AdmitAsync(new QueueCount(10, 0), default)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Whose_jobs_are_most_of_what_waits_is_refused_from_half_of_the_bound_on_and_others_at_the_bound()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Long(500), default);
        pacer.Correct(new LargestOwners(s_many, null));
        pacer.Apart.ShouldBeNull();
        (await pacer.AdmitAsync(Long(1), OwnerShare.MostOfAll, default)).ShouldBeNull();

        LargestOwners apart = pacer.Apart.ShouldNotBeNull();
        apart.ShareOf(s_many).ShouldBe(OwnerShare.MostOfAll);
        apart.ShareOf(s_few).ShouldBe(OwnerShare.Some);
        TimeSpan? again = await pacer.AdmitAsync(Long(1), OwnerShare.MostOfAll, default);
        again.ShouldNotBeNull();
        again.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await pacer.AdmitAsync(Long(499), OwnerShare.Some, default)).ShouldBeNull();
        (await pacer.AdmitAsync(Long(1), OwnerShare.Some, default)).ShouldNotBeNull();

        pacer.Left(Long(500));
        pacer.Apart.ShouldBeNull();
        (await pacer.AdmitAsync(Long(1), OwnerShare.MostOfAll, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Whose_short_jobs_are_most_of_what_waits_is_paced_alone()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        pacer.Correct(new LargestOwners(s_many, s_many));
        pacer.Apart.ShouldNotBeNull().ShareOf(s_many).ShouldBe(OwnerShare.MostOfShort);
        Task<TimeSpan?> turn = await WaitingOfLargestAsync(pacer);

        // Others pass whoever waits, and not at the pace.
        for (int i = 0; i < 10; i++)
        {
            (await pacer.AdmitAsync(Short(10), OwnerShare.Some, default)).ShouldBeNull();
        }

        turn.IsCompleted.ShouldBeFalse();
        _time.Advance(_options.MaxWait);
        (await turn).ShouldNotBeNull();
    }

    [Fact]
    public async Task Whoever_is_paced_alone_keeps_nobody_waiting_who_travels_along()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        pacer.Correct(new LargestOwners(s_many, s_many));
        _ = await WaitingOfLargestAsync(pacer);
        (await pacer.AdmitAsync(Short(10), OwnerShare.Some, default)).ShouldBeNull();
        Task<TimeSpan?> refused = pacer.AdmitAsync(Short(10), OwnerShare.MostOfShort, default).AsTask();
        refused.IsCompleted.ShouldBeTrue();
        (await refused).ShouldNotBeNull();

        // When nobody else has come for a while, waiting does no harm.
        WorkFor(pacer, TimeSpan.FromSeconds(11), perSecond: 1000);
        _ = await WaitingOfLargestAsync(pacer);
    }

    [Fact]
    public async Task What_others_were_let_in_for_is_no_debt_when_all_are_paced_again()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        pacer.Correct(new LargestOwners(s_many, s_many));
        _ = await WaitingOfLargestAsync(pacer);
        (await pacer.AdmitAsync(Short(200), OwnerShare.Some, default)).ShouldBeNull();
        pacer.Correct(LargestOwners.None);
        Task<TimeSpan?> turn = pacer.AdmitAsync(Short(10), default).AsTask();
        turn.IsCompleted.ShouldBeFalse();
        pacer.Left(Short(25));
        (await turn.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeNull();
    }

    [Fact]
    public async Task What_comes_due_takes_three_quarters_at_most_and_has_room_where_the_largest_owner_has_none()
    {
        var pacer = new AdmissionPacer(_options, _time);
        pacer.RoomForDue.ShouldBe(750);
        pacer.Entered(Long(450));
        pacer.RoomForDue.ShouldBe(300);
        await pacer.AdmitAsync(Long(300), default);
        pacer.RoomForDue.ShouldBe(0);
        pacer.Left(Long(300));
        pacer.RoomForDue.ShouldBe(300);
    }

    [Fact]
    public async Task Owners_are_counted_while_much_waits_only()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(new QueueCount(249, 50), default);
        pacer.IsFilling.ShouldBeFalse();
        await pacer.AdmitAsync(Short(1), default);
        pacer.IsFilling.ShouldBeTrue();
        pacer.Left(Short(1));
        pacer.IsFilling.ShouldBeFalse();
        await pacer.AdmitAsync(Long(2), default);
        pacer.IsFilling.ShouldBeTrue();
    }

    [Fact]
    public async Task As_many_are_accepted_as_there_is_room_for_and_the_others_are_told_when_to_come_again()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Long(501), default);
        var admission = new Admission();
        QueueCount[] one = [.. Enumerable.Repeat(Long(1), 500)];
        (int accepted, TimeSpan? again) = await pacer.AdmitSomeAsync(one, OwnerShare.Unsorted, admission, default);
        (accepted, pacer.Queued, admission.Jobs).ShouldBe((499, 1000L, Long(499)));
        again.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        (await pacer.AdmitSomeAsync(one, OwnerShare.Unsorted, admission, default)).Accepted.ShouldBe(0);
        pacer.TakeBack(admission);

        // Whoever owns most has its half, as when each is asked for alone.
        pacer.Left(Long(11));
        pacer.Queued.ShouldBe(490);
        (await pacer.AdmitSomeAsync(one, OwnerShare.MostOfAll, admission, default)).Accepted.ShouldBe(11);
        (await pacer.AdmitSomeAsync(one, OwnerShare.MostOfAll, admission, default)).Accepted.ShouldBe(0);
        (await pacer.AdmitSomeAsync(one[..400], OwnerShare.Some, admission, default)).ShouldBe((400, null));
    }

    [Fact]
    public void Whatever_is_given_up_or_comes_to_nothing_leaves_queue_and_pace_as_they_were() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 999)).ToArbitrary(),
        steps => RunAsync(steps).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Who_waits_too_long_takes_nothing_along_and_leaves_nothing_behind()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        (long queued, double tokens) = (pacer.Queued, pacer.Tokens);
        var asked = Enumerable.Range(0, 30).Select(_ => new Admission()).Select(admission =>
            (Admission: admission, Turn: pacer.AdmitAsync(Short(20), OwnerShare.Unsorted, admission, default).AsTask())).ToList();
        asked.Count(one => !one.Turn.IsCompleted).ShouldBeGreaterThan(2);
        _time.Advance(_options.MaxWait);
        foreach ((Admission admission, Task<TimeSpan?> turn) in asked)
        {
            (await turn is null).ShouldBe(admission.Jobs == Short(20));
            pacer.TakeBack(admission);
            pacer.TakeBack(admission);
            admission.Jobs.ShouldBe(default);
        }

        pacer.Queued.ShouldBe(queued);
        pacer.Tokens.ShouldBeLessThanOrEqualTo(tokens);
    }

    [Fact]
    public async Task However_many_ask_and_give_up_at_once_all_comes_back_once()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        (long queued, double tokens) = (pacer.Queued, pacer.Tokens);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(lane => Task.Run(async () =>
        {
            for (int i = 0; i < 300; i++)
            {
                var admission = new Admission();
                using var leaving = new CancellationTokenSource();
                Task<TimeSpan?> turn = pacer.AdmitAsync(Short(1 + ((lane + i) % 30)), OwnerShare.Unsorted, admission, leaving.Token).AsTask();
                if ((lane + i) % 3 > 0 || !turn.IsCompleted)
                {
                    await leaving.CancelAsync();
                }

                await ((Task)turn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Task.WhenAll(Task.Run(() => pacer.TakeBack(admission)), Task.Run(() => pacer.TakeBack(admission)));
            }
        })));

        pacer.Queued.ShouldBe(queued);
        pacer.Tokens.ShouldBe(tokens, 0.001);
    }

    private async Task RunAsync(int[] steps)
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        pacer.Correct(steps.Length % 2 == 0 ? LargestOwners.None : new LargestOwners(s_many, s_many));
        (long queued, double tokens) = (pacer.Queued, pacer.Tokens);
        var asked = new List<(Admission Admission, CancellationTokenSource Leaving, Task<TimeSpan?> Turn)>();
        foreach (int step in steps)
        {
            int size = 1 + (step % 60);
            if (step < 500 || asked.Count == 0)
            {
                var leaving = new CancellationTokenSource();
                var admission = new Admission();
                OwnerShare share = (step % 3) switch { 0 => OwnerShare.Some, 1 => OwnerShare.MostOfShort, _ => OwnerShare.Unsorted };
                asked.Add((admission, leaving, pacer.AdmitAsync(step < 100 ? Long(size) : Short(size), share, admission, leaving.Token).AsTask()));
            }
            else if (step < 650)
            {
                await asked[step % asked.Count].Leaving.CancelAsync();
            }
            else if (asked[step % asked.Count] is { Turn.IsCompleted: true } one)
            {
                pacer.TakeBack(one.Admission, step < 850 ? new QueueCount(size, size / 2) : Short(1000));
            }

            pacer.Tokens.ShouldBeLessThanOrEqualTo(tokens + 0.001);
            pacer.Queued.ShouldBeGreaterThanOrEqualTo(queued);
        }

        foreach ((Admission admission, CancellationTokenSource leaving, Task<TimeSpan?> turn) in asked)
        {
            await leaving.CancelAsync();
            await ((Task)turn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pacer.TakeBack(admission);
            pacer.TakeBack(admission);
            leaving.Dispose();
        }

        pacer.Queued.ShouldBe(queued);
        pacer.Tokens.ShouldBe(tokens, 0.001);
    }

    private static async Task<Task<TimeSpan?>> WaitingOfLargestAsync(AdmissionPacer pacer)
    {
        for (int i = 0; i < 60; i++)
        {
            Task<TimeSpan?> turn = pacer.AdmitAsync(Short(10), OwnerShare.MostOfShort, default).AsTask();
            if (!turn.IsCompleted)
            {
                return turn;
            }

            (await turn).ShouldBeNull();
            pacer.Correct(400, 400);
        }

        throw new ShouldAssertException("The largest owner is not paced.");
    }

    private static QueueCount Long(int jobs) => new(jobs, 0);

    private static QueueCount Short(int jobs) => new(jobs, jobs);

    private void WorkFor(AdmissionPacer pacer, TimeSpan span, int perSecond, long? queuedShort = null)
    {
        long queued = pacer.Queued;
        for (TimeSpan t = TimeSpan.Zero; t < span; t += TimeSpan.FromMilliseconds(50))
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            pacer.Left(Short(perSecond / 20));
            pacer.Correct(queued, queuedShort ?? queued);
        }
    }
}
