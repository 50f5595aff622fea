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
    public async Task A_full_backlog_admits_nothing()
    {
        var pacer = new AdmissionPacer(_options, _time);
        (await pacer.AdmitAsync(Short(1000), default)).ShouldBeNull();
        var again = await pacer.AdmitAsync(Short(1), default);
        again.ShouldNotBeNull();
        again.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        pacer.Queued.ShouldBe(1000);
        pacer.Dequeued(Short(1));
        (await pacer.AdmitAsync(Short(1), default)).ShouldBeNull();
    }

    [Fact]
    public async Task While_workers_are_idle_only_the_capacity_limits_admission()
    {
        var pacer = new AdmissionPacer(_options, _time);
        for (var i = 0; i < 10; i++)
        {
            (await pacer.AdmitAsync(Short(100), default)).ShouldBeNull();
        }

        pacer.Queued.ShouldBe(1000);
    }

    [Fact]
    public async Task Above_the_threshold_one_job_is_admitted_for_each_that_leaves()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(500), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        var before = pacer.Queued;
        var left = 0;
        var admissions = new List<Task<TimeSpan?>>();
        for (var i = 0; i < 200; i++)
        {
            admissions.Add(pacer.AdmitAsync(Short(10), default).AsTask());
            pacer.Dequeued(Short(5));
            left += 5;
            _time.Advance(TimeSpan.FromMilliseconds(5));
            pacer.SetCounts(before, before);
        }

        // The others wait for jobs to leave and time out.
        _time.Advance(_options.MaxWait);
        var accepted = (await Task.WhenAll(admissions)).Count(refused => refused is null) * 10;

        // Tokens earned before the first submission count as well; after that one job is admitted for each that leaves.
        accepted.ShouldBeLessThanOrEqualTo(left + 300);
        accepted.ShouldBeGreaterThan(left / 2);
    }

    [Fact]
    public async Task A_submission_that_waits_too_long_is_refused_with_a_retry_time()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(500), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        for (var i = 0; i < 60; i++)
        {
            _ = pacer.AdmitAsync(Short(10), default).AsTask();
        }

        var admitted = pacer.AdmitAsync(Short(10), default).AsTask();
        admitted.IsCompleted.ShouldBeFalse();
        _time.Advance(_options.MaxWait);
        (await admitted).ShouldNotBeNull();
    }

    [Fact]
    public async Task Waiting_submissions_are_admitted_in_order_of_arrival()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(500), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        var admissions = new List<Task<TimeSpan?>>();
        for (var i = 0; i < 60; i++)
        {
            admissions.Add(pacer.AdmitAsync(Short(10), default).AsTask());
        }

        var waiting = admissions.Count(admitted => !admitted.IsCompleted);
        waiting.ShouldBeGreaterThan(2);
        pacer.Dequeued(Short(15));
        await admissions[admissions.Count - waiting].WaitAsync(TimeSpan.FromMinutes(1));
        admissions[^1].IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Waiting_long_jobs_do_not_limit_the_rate()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(new QueueCount(500, 0), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000, queuedShort: 0);
        for (var i = 0; i < 9; i++)
        {
            (await pacer.AdmitAsync(Short(10), default)).ShouldBeNull();
            (await pacer.AdmitAsync(new QueueCount(10, 0), default)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task The_largest_owner_gets_half_of_the_capacity_and_others_all_of_it()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Long(500), default);
        pacer.SetLargestOwners(new LargestOwners(s_many, null));
        pacer.LimitedOwners.ShouldBeNull();
        (await pacer.AdmitAsync(Long(1), OwnerShare.MajorityOfAll, default)).ShouldBeNull();

        var limited = pacer.LimitedOwners.ShouldNotBeNull();
        limited.ShareOf(s_many).ShouldBe(OwnerShare.MajorityOfAll);
        limited.ShareOf(s_few).ShouldBe(OwnerShare.Minority);
        var again = await pacer.AdmitAsync(Long(1), OwnerShare.MajorityOfAll, default);
        again.ShouldNotBeNull();
        again.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await pacer.AdmitAsync(Long(499), OwnerShare.Minority, default)).ShouldBeNull();
        (await pacer.AdmitAsync(Long(1), OwnerShare.Minority, default)).ShouldNotBeNull();

        pacer.Dequeued(Long(500));
        pacer.LimitedOwners.ShouldBeNull();
        (await pacer.AdmitAsync(Long(1), OwnerShare.MajorityOfAll, default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_owner_with_most_short_jobs_is_rate_limited_separately()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        pacer.SetLargestOwners(new LargestOwners(s_many, s_many));
        pacer.LimitedOwners.ShouldNotBeNull().ShareOf(s_many).ShouldBe(OwnerShare.MajorityOfShort);
        var admitted = await WaitingOfLargestAsync(pacer);

        // Submissions of other owners are admitted before it and are not rate-limited.
        for (var i = 0; i < 10; i++)
        {
            (await pacer.AdmitAsync(Short(10), OwnerShare.Minority, default)).ShouldBeNull();
        }

        admitted.IsCompleted.ShouldBeFalse();
        _time.Advance(_options.MaxWait);
        (await admitted).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_rate_limited_owner_does_not_delay_others_in_the_same_request()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        pacer.SetLargestOwners(new LargestOwners(s_many, s_many));
        _ = await WaitingOfLargestAsync(pacer);
        (await pacer.AdmitAsync(Short(10), OwnerShare.Minority, default)).ShouldBeNull();
        var refused = pacer.AdmitAsync(Short(10), OwnerShare.MajorityOfShort, default).AsTask();
        refused.IsCompleted.ShouldBeTrue();
        (await refused).ShouldNotBeNull();

        // After a while without other owners the largest one may wait again.
        WorkFor(pacer, TimeSpan.FromSeconds(11), perSecond: 1000);
        _ = await WaitingOfLargestAsync(pacer);
    }

    [Fact]
    public async Task Jobs_admitted_without_limit_leave_no_debt_of_tokens()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        pacer.SetLargestOwners(new LargestOwners(s_many, s_many));
        _ = await WaitingOfLargestAsync(pacer);
        (await pacer.AdmitAsync(Short(200), OwnerShare.Minority, default)).ShouldBeNull();
        pacer.SetLargestOwners(LargestOwners.None);
        var admitted = pacer.AdmitAsync(Short(10), default).AsTask();
        admitted.IsCompleted.ShouldBeFalse();
        pacer.Dequeued(Short(25));
        (await admitted.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeNull();
    }

    [Fact]
    public async Task Due_jobs_fill_at_most_three_quarters_of_the_capacity()
    {
        var pacer = new AdmissionPacer(_options, _time);
        pacer.CapacityForDue.ShouldBe(750);
        pacer.Enqueued(Long(450));
        pacer.CapacityForDue.ShouldBe(300);
        await pacer.AdmitAsync(Long(300), default);
        pacer.CapacityForDue.ShouldBe(0);
        pacer.Dequeued(Long(300));
        pacer.CapacityForDue.ShouldBe(300);
    }

    [Fact]
    public async Task Owners_are_counted_only_while_the_backlog_is_large()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(new QueueCount(249, 50), default);
        pacer.IsFilling.ShouldBeFalse();
        await pacer.AdmitAsync(Short(1), default);
        pacer.IsFilling.ShouldBeTrue();
        pacer.Dequeued(Short(1));
        pacer.IsFilling.ShouldBeFalse();
        await pacer.AdmitAsync(Long(2), default);
        pacer.IsFilling.ShouldBeTrue();
    }

    [Fact]
    public async Task As_many_jobs_are_admitted_as_there_is_capacity_and_the_rest_get_a_retry_time()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Long(501), default);
        var admission = new Admission();
        QueueCount[] one = [.. Enumerable.Repeat(Long(1), 500)];
        var (accepted, again) = await pacer.AdmitSomeAsync(one, OwnerShare.Unknown, admission, default);
        (accepted, pacer.Queued, admission.Jobs).ShouldBe((499, 1000L, Long(499)));
        again.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        (await pacer.AdmitSomeAsync(one, OwnerShare.Unknown, admission, default)).Accepted.ShouldBe(0);
        pacer.Release(admission);

        // The largest owner gets half of the capacity, as if its jobs were submitted one by one.
        pacer.Dequeued(Long(11));
        pacer.Queued.ShouldBe(490);
        (await pacer.AdmitSomeAsync(one, OwnerShare.MajorityOfAll, admission, default)).Accepted.ShouldBe(11);
        (await pacer.AdmitSomeAsync(one, OwnerShare.MajorityOfAll, admission, default)).Accepted.ShouldBe(0);
        (await pacer.AdmitSomeAsync(one[..400], OwnerShare.Minority, admission, default)).ShouldBe((400, null));
    }

    [Fact]
    public void Released_and_cancelled_admissions_restore_the_counts_and_tokens() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 999)).ToArbitrary(),
        steps => RunAsync(steps).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_timed_out_submission_counts_nothing()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        var (queued, tokens) = (pacer.Queued, pacer.Tokens);
        var asked = Enumerable.Range(0, 30).Select(_ => new Admission()).Select(admission =>
            (Admission: admission, Admitted: pacer.AdmitAsync(Short(20), OwnerShare.Unknown, admission, default).AsTask())).ToList();
        asked.Count(one => !one.Admitted.IsCompleted).ShouldBeGreaterThan(2);
        _time.Advance(_options.MaxWait);
        foreach (var (admission, admitted) in asked)
        {
            (await admitted is null).ShouldBe(admission.Jobs == Short(20));
            pacer.Release(admission);
            pacer.Release(admission);
            admission.Jobs.ShouldBe(default);
        }

        pacer.Queued.ShouldBe(queued);
        pacer.Tokens.ShouldBeLessThanOrEqualTo(tokens);
    }

    [Fact]
    public async Task Concurrent_cancellations_and_releases_restore_everything_exactly_once()
    {
        var pacer = new AdmissionPacer(_options, _time);
        await pacer.AdmitAsync(Short(400), default);
        WorkFor(pacer, TimeSpan.FromSeconds(5), perSecond: 1000);
        var (queued, tokens) = (pacer.Queued, pacer.Tokens);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(lane => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                var admission = new Admission();
                using var cancellation = new CancellationTokenSource();
                var admitted = pacer.AdmitAsync(Short(1 + ((lane + i) % 30)), OwnerShare.Unknown, admission, cancellation.Token).AsTask();
                if ((lane + i) % 3 > 0 || !admitted.IsCompleted)
                {
                    await cancellation.CancelAsync();
                }

                await ((Task)admitted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Task.WhenAll(Task.Run(() => pacer.Release(admission)), Task.Run(() => pacer.Release(admission)));
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
        pacer.SetLargestOwners(steps.Length % 2 == 0 ? LargestOwners.None : new LargestOwners(s_many, s_many));
        var (queued, tokens) = (pacer.Queued, pacer.Tokens);
        var asked = new List<(Admission Admission, CancellationTokenSource Cancellation, Task<TimeSpan?> Admitted)>();
        foreach (var step in steps)
        {
            var size = 1 + (step % 60);
            if (step < 500 || asked.Count == 0)
            {
                var cancellation = new CancellationTokenSource();
                var admission = new Admission();
                var share = (step % 3) switch { 0 => OwnerShare.Minority, 1 => OwnerShare.MajorityOfShort, _ => OwnerShare.Unknown };
                asked.Add((admission, cancellation, pacer.AdmitAsync(step < 100 ? Long(size) : Short(size), share, admission, cancellation.Token).AsTask()));
            }
            else if (step < 650)
            {
                await asked[step % asked.Count].Cancellation.CancelAsync();
            }
            else if (asked[step % asked.Count] is { Admitted.IsCompleted: true } one)
            {
                pacer.Release(one.Admission, step < 850 ? new QueueCount(size, size / 2) : Short(1000));
            }

            pacer.Tokens.ShouldBeLessThanOrEqualTo(tokens + 0.001);
            pacer.Queued.ShouldBeGreaterThanOrEqualTo(queued);
        }

        foreach (var (admission, cancellation, admitted) in asked)
        {
            await cancellation.CancelAsync();
            await ((Task)admitted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pacer.Release(admission);
            pacer.Release(admission);
            cancellation.Dispose();
        }

        pacer.Queued.ShouldBe(queued);
        pacer.Tokens.ShouldBe(tokens, 0.001);
    }

    private static async Task<Task<TimeSpan?>> WaitingOfLargestAsync(AdmissionPacer pacer)
    {
        for (var i = 0; i < 60; i++)
        {
            var admitted = pacer.AdmitAsync(Short(10), OwnerShare.MajorityOfShort, default).AsTask();
            if (!admitted.IsCompleted)
            {
                return admitted;
            }

            (await admitted).ShouldBeNull();
            pacer.SetCounts(400, 400);
        }

        throw new ShouldAssertException("The largest owner is not rate-limited.");
    }

    private static QueueCount Long(int jobs) => new(jobs, 0);

    private static QueueCount Short(int jobs) => new(jobs, jobs);

    private void WorkFor(AdmissionPacer pacer, TimeSpan span, int perSecond, long? queuedShort = null)
    {
        var queued = pacer.Queued;
        for (var t = TimeSpan.Zero; t < span; t += TimeSpan.FromMilliseconds(50))
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            pacer.Dequeued(Short(perSecond / 20));
            pacer.SetCounts(queued, queuedShort ?? queued);
        }
    }
}
