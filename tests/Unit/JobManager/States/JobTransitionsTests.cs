using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Jobs;
using Platform.JobManager.States;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.States;

public sealed class JobTransitionsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetryPolicy s_policy = new();

    private static Gen<(JobSnapshot Job, AttemptEnd End, JobError? Error, double Random)> Cases { get; } =
        from state in Gen.Elements(JobState.Queued, JobState.Running)
        from attempt in Gen.Choose(1, 50)
        from max in Gen.Choose(1, 25)
        from failures in Gen.Choose(0, 24)
        from rescues in Gen.Choose(0, 8)
        from cancel in Gen.Elements(true, false, false)
        from end in Gen.Elements(Enum.GetValues<AttemptEnd>())
        from retryable in Gen.Elements(true, false)
        from given in Gen.Elements(true, false)
        from random in Gen.Choose(0, 100)
        select (
            new JobSnapshot(state, attempt, Math.Min(failures, max - 1), rescues, max, cancel),
            end,
            given ? new JobError("some_code", "Some reason.", retryable) : null,
            random / 100.0);

    [Fact]
    public void Every_transition_is_consistent() => Check(c =>
    {
        var next = After(c);
        (next.State == JobState.Scheduled).ShouldBe(next.ScheduledFor is not null);
        next.Attempt.ShouldBe(next.State == JobState.Queued ? c.Job.Attempt + 1 : c.Job.Attempt);
        next.State.ShouldNotBe(JobState.Running);
        next.Failures.ShouldBeInRange(c.Job.Failures, c.Job.MaxAttempts);
        if (next.State == JobState.Failed)
        {
            next.Error.ShouldNotBeNull();
        }
    });

    [Fact]
    public void Success_wins_over_cancellation_and_a_cancelled_job_never_runs_again() => Check(c =>
    {
        var next = After(c);
        if (c.End == AttemptEnd.Succeeded)
        {
            next.State.ShouldBe(JobState.Succeeded);
        }
        else if (c.Job.CancelRequested || c.End == AttemptEnd.Cancelled)
        {
            next.State.ShouldBe(JobState.Cancelled);
            next.Failures.ShouldBe(c.Job.Failures);
        }
    });

    [Fact]
    public void Only_failures_and_timeouts_count_as_failures() => Check(c =>
    {
        var next = After(c);
        var counts = c.End is AttemptEnd.Failed or AttemptEnd.TimedOut && !c.Job.CancelRequested;
        next.Failures.ShouldBe(counts ? c.Job.Failures + 1 : c.Job.Failures);
    });

    [Fact]
    public void A_retryable_failure_is_retried_until_no_attempts_are_left() => Check(c =>
    {
        if (c.Job.CancelRequested || c.End is not (AttemptEnd.Failed or AttemptEnd.TimedOut))
        {
            return;
        }

        var again = (c.Error?.Retryable ?? true) && c.Job.Failures + 1 < c.Job.MaxAttempts;
        After(c).State.ShouldBe(again ? JobState.Scheduled : JobState.Failed);
    });

    [Fact]
    public void A_job_that_always_loses_its_worker_fails_after_the_rescue_limit()
    {
        var job = new JobSnapshot(JobState.Running, 1, 0, 0, 3, CancelRequested: false);
        var runs = 0;
        JobTransition next;
        do
        {
            runs++;
            next = JobTransitions.After(job, AttemptEnd.Lost, null, s_policy, s_now, 0.5);
            job = job with { Attempt = next.Attempt, Rescues = next.Rescues };
        }
        while (next.State == JobState.Queued && runs < 100);

        next.State.ShouldBe(JobState.Failed);
        next.Error!.Code.ShouldBe("worker_lost");
        runs.ShouldBe(s_policy.MaxRescues + 1);
    }

    [Fact]
    public void A_released_job_is_requeued_at_once_and_counts_no_failure()
    {
        var job = new JobSnapshot(JobState.Running, 4, 2, 1, 3, CancelRequested: false);
        JobTransitions.After(job, AttemptEnd.Released, null, s_policy, s_now, 0.5)
            .ShouldBe(new JobTransition(JobState.Queued, 5, 2, 1, null, null));
    }

    [Fact]
    public void Delays_double_with_jitter_up_to_the_maximum()
    {
        Gen<(int Failures, double Random)> cases =
            from failures in Gen.Choose(1, 1000) from random in Gen.Choose(0, 100) select (failures, random / 100.0);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var wait = s_policy.DelayAfter(c.Failures, c.Random);
            var middle = Math.Min(
                s_policy.FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(c.Failures - 1, 40)), s_policy.LongestDelay.TotalSeconds);
            wait.TotalSeconds.ShouldBeInRange(middle * (1 - s_policy.Jitter) - 1e-6, middle * (1 + s_policy.Jitter) + 1e-6);
        }).QuickCheckThrowOnFailure();
    }

    private static JobTransition After((JobSnapshot Job, AttemptEnd End, JobError? Error, double Random) c) =>
        JobTransitions.After(c.Job, c.End, c.Error, s_policy, s_now, c.Random);

    private static void Check(Action<(JobSnapshot Job, AttemptEnd End, JobError? Error, double Random)> property) =>
        Prop.ForAll(Cases.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
