using Platform.JobManager.Backlog;
using Platform.JobManager.Kinds;
using Shouldly;
using Xunit;

namespace Platform.Unit.Jobs;

public sealed class AdmissionTests
{
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
