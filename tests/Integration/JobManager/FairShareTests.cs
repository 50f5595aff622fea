using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.JobManagement;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>One owner cannot use up shared resources: the backlog, permits, webhook slots and the space for revisions.</summary>
public sealed class FairShareTests(FairShareTests.Narrow jobs) : IClassFixture<FairShareTests.Narrow>, IAsyncLifetime
{
    private const int MaxQueued = 40;

    private static readonly short[] s_unfinished = [(short)JobState.Scheduled, (short)JobState.Queued, (short)JobState.Running];
    private static readonly Guid s_other = Guid.CreateVersion7();

    public Task InitializeAsync() => Task.CompletedTask;

    // Jobs that a failed test leaves behind would use the backlog of the next test, which would then time out.
    public async Task DisposeAsync()
    {
        var left = (await jobs.ScalarAsync<Guid[]>("SELECT COALESCE(array_agg(id), '{}') FROM jobs.jobs WHERE state = ANY ($1)", s_unfinished))!;
        foreach (var id in left)
        {
            // A job that has ended in the meantime cannot be cancelled.
            await jobs.ActAsync(id, JobAction.Cancel, JobManagerFixture.ActorOf(Guid.CreateVersion7(), isOperator: true));
        }

        var figures = jobs.Services.GetRequiredService<BacklogFigures>();
        await Eventually.BecomesTrueAsync(() => figures.Queued == 0);
    }

    [Fact]
    public async Task One_owner_can_fill_only_half_of_the_backlog()
    {
        var pacer = jobs.Services.GetRequiredService<AdmissionPacer>();
        var many = Guid.CreateVersion7();
        var few = Guid.CreateVersion7();
        List<SubmitJob> accepted = [.. Enumerable.Range(0, 30).Select(_ => Waiting(many))];
        await AcceptedAsync(accepted);
        await Eventually.BecomesTrueAsync(() => pacer.LimitedOwners is { OfAll: { } largest } && largest == many);

        // Jobs of one request are admitted by owner and answered in order.
        SubmitJob[] mixed = [Waiting(many), Waiting(few), Waiting(many)];
        var answer = await jobs.SubmitAsync(mixed);
        answer.Results.Select(result => (result.Id, result.Outcome)).ShouldBe(
        [
            (mixed[0].Id, SubmitOutcome.BacklogFull),
            (mixed[1].Id, SubmitOutcome.Accepted),
            (mixed[2].Id, SubmitOutcome.BacklogFull),
        ]);
        answer.RetryAfterSeconds.ShouldNotBeNull().ShouldBeGreaterThan(0);
        answer.Results[0].Detail.ShouldNotBeNull().ShouldContain("your own");
        (await jobs.GetAsync(mixed[1].Id)).State.ShouldBe(JobState.Queued);
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = ANY ($1)", mixed.Select(job => job.Id).ToArray())).ShouldBe(1);

        // Other owners can fill the backlog up to its limit. A sample taken just before may admit one more.
        List<Guid> others = [mixed[1].Id];
        SubmitJobResult? over = null;
        await Eventually.BecomesTrueAsync(async () =>
        {
            var one = (await jobs.SubmitAsync(Waiting(few))).Results.Single();
            if (one.Outcome == SubmitOutcome.Accepted)
            {
                others.Add(one.Id);
                return false;
            }

            over = one;
            return true;
        });
        (over!.Outcome, over.Detail).ShouldBe((SubmitOutcome.BacklogFull, null));
        (accepted.Count + others.Count).ShouldBeGreaterThanOrEqualTo(MaxQueued);

        // Jobs of all owners are admitted again once the backlog is smaller.
        await CancelAsync(accepted.Select(job => job.Id));
        var last = Waiting(many);
        await AcceptedAsync([last]);
        await CancelAsync([last.Id, .. others]);
    }

    [Fact]
    public async Task Manual_retries_are_admitted_like_new_jobs()
    {
        var pacer = jobs.Services.GetRequiredService<AdmissionPacer>();
        var many = Guid.CreateVersion7();
        var few = Guid.CreateVersion7();
        SubmitJob[] ended = [Waiting(many), Waiting(many), Waiting(few)];
        await AcceptedAsync(ended);
        await CancelAsync(ended.Select(job => job.Id));
        List<SubmitJob> waiting = [.. Enumerable.Range(0, 30).Select(_ => Waiting(many))];
        await AcceptedAsync(waiting);
        await Eventually.BecomesTrueAsync(() => pacer.LimitedOwners is { OfAll: { } largest } && largest == many);

        // A single job, all jobs, and by an operator: the owner of the jobs counts.
        var one = await jobs.ActAsync(ended[0].Id, JobAction.Retry, JobManagerFixture.ActorOf(many));
        var all = await jobs.ActOnAllAsync(
            JobManagerFixture.ActorOf(many), JobAction.Retry, new JobCriteria(many, States: [JobState.Cancelled]));
        var byOperator = await jobs.ActAsync(ended[0].Id, JobAction.Retry, JobManagerFixture.ActorOf(few, isOperator: true));
        foreach (var refused in (CallRefusal?[])[one.Refusal, all.Refusal, byOperator.Refusal])
        {
            refused.ShouldNotBeNull().Status.ShouldBe(StatusCodes.Status429TooManyRequests);
            refused.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
            refused.Code.ShouldBe("backlog_full");
            refused.Detail.ShouldNotBeNull().ShouldContain("your own");
        }

        (await jobs.GetAsync(ended[0].Id)).State.ShouldBe(JobState.Cancelled);
        (await jobs.ActAsync(ended[2].Id, JobAction.Retry, JobManagerFixture.ActorOf(few))).EnsureSuccess();
        (await jobs.GetAsync(ended[2].Id)).State.ShouldBe(JobState.Queued);

        // A job that succeeded or has not ended is a conflict, whatever the backlog.
        (await jobs.ActAsync(waiting[0].Id, JobAction.Retry, JobManagerFixture.ActorOf(many))).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await CancelAsync(waiting.Select(job => job.Id));
        await Eventually.BecomesTrueAsync(async () =>
            (await jobs.ActAsync(ended[0].Id, JobAction.Retry, JobManagerFixture.ActorOf(many))).StatusCode == HttpStatusCode.OK);
        await CancelAsync([ended[0].Id, ended[2].Id]);
    }

    [Fact]
    public async Task A_bulk_retry_retries_as_many_jobs_as_are_admitted_and_reports_the_refused_ones()
    {
        var figures = jobs.Services.GetRequiredService<BacklogFigures>();
        var owner = Guid.CreateVersion7();
        SubmitJob[] ended = [.. Enumerable.Range(0, 10).Select(_ => Waiting(owner))];
        await AcceptedAsync(ended);
        await CancelAsync(ended.Select(job => job.Id));
        List<SubmitJob> others = [.. Enumerable.Range(0, 36).Select(i => Waiting(i % 2 == 0 ? jobs.Owner : s_other))];
        await AcceptedAsync(others[..18]);
        await AcceptedAsync(others[18..]);
        await Eventually.BecomesTrueAsync(() => figures.Queued == others.Count);

        var some = await RetryAsync(owner, null);
        var retried = (await jobs.ScalarAsync<Guid[]>("SELECT COALESCE(array_agg(id ORDER BY id DESC), '{}') FROM jobs.jobs WHERE owner_id = $1 AND state = 1", owner))!;
        (some.Matched, some.Changed, some.Refused).ShouldBe((10L, 4L, 6L));
        retried.ShouldBe(ended.Select(job => job.Id).OrderDescending().Take(4));
        some.Next.ShouldBe(retried[^1]);
        var refusal = some.Refusal.ShouldNotBeNull();
        refusal.Code.ShouldBe("backlog_full");
        refusal.Detail.ShouldNotBeEmpty();
        refusal.RetryAfterSeconds.ShouldBePositive();

        // Without capacity it is refused like a single retry; with capacity the call continues where it was. A sample taken just before may
        // admit as many again.
        await Eventually.BecomesTrueAsync(() => figures.Queued == others.Count + retried.Length);
        (await PostRetryAsync(owner, some.Next)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        await CancelAsync(others.Select(job => job.Id));
        await Eventually.BecomesTrueAsync(() => figures.Queued == retried.Length);
        (await RetryAsync(owner, some.Next)).ShouldBe(new ActedOnJobs(6, 6));
        await CancelAsync(ended.Select(job => job.Id));
    }

    [Fact]
    public async Task An_operators_bulk_retry_skips_an_owner_at_its_limit_and_is_audited_when_refused()
    {
        const int Page = 100;
        var pacer = jobs.Services.GetRequiredService<AdmissionPacer>();
        var actor = Guid.CreateVersion7();
        var many = Guid.CreateVersion7();
        var few = Guid.CreateVersion7();
        var tag = $"t{many:N}";
        var later = TimeProvider.System.GetUtcNow().AddDays(1);
        var older = Waiting(few) with { StartAt = later, Tags = [tag] };
        await AcceptedAsync([older]);
        foreach (var due in Enumerable.Range(0, Page).Select(_ => Waiting(many) with { StartAt = later, Tags = [tag] }).Chunk(MaxQueued))
        {
            await AcceptedAsync(due);
        }

        (await ActAsync(JobAction.Cancel)).EnsureSuccess();

        List<SubmitJob> waiting = [.. Enumerable.Range(0, 30).Select(_ => Waiting(many))];
        await AcceptedAsync(waiting);
        await Eventually.BecomesTrueAsync(() => pacer.LimitedOwners is { OfAll: { } largest } && largest == many);

        var some = (await ActAsync(JobAction.Retry)).Required.ToResult();
        (some.Matched, some.Changed, some.Refused, some.Next).ShouldBe((Page + 1, 1, Page, null));
        some.Refusal.ShouldNotBeNull().Code.ShouldBe("backlog_full");
        (await jobs.GetAsync(older.Id)).State.ShouldBe(JobState.Queued);

        (await ActAsync(JobAction.Retry)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        var audit = await jobs.AuditAsync();
        audit.Where(entry => entry.ActorId == actor && entry.Action == "job.retry")
            .Select(entry => entry.Detail!.Value.GetProperty("changed").GetInt32()).ShouldBe([1, 0], ignoreOrder: true);
        await CancelAsync([older.Id, .. waiting.Select(job => job.Id)]);

        Task<CallAnswer<ActOnJobsReply>> ActAsync(JobAction action) => jobs.ActOnAllAsync(
            JobManagerFixture.ActorOf(actor, isOperator: true), action, new JobCriteria(Tags: [tag], States: action == JobAction.Retry ? [JobState.Cancelled] : null));
    }

    [Fact]
    public async Task Revisions_of_one_owner_are_limited_even_with_concurrent_edits()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var owner = Guid.CreateVersion7();
        SubmitJob[] all = [.. Enumerable.Range(0, 6).Select(_ => jobs.NewJob() with { OwnerId = owner })];
        await AcceptedAsync(all);
        foreach (var job in all)
        {
            await worker.EndAsync(await worker.AssignedAsync(job.Id), result: """{"revision":0}""");
            await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(job.Id)).State == JobState.Succeeded);
        }

        var answers = await Task.WhenAll(all.Select(job => EditAsync(job.Id, owner, 400)));
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(2);
        answers.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBe(4);
        var edited = all[Array.IndexOf(answers, HttpStatusCode.OK)].Id;
        var refused = all[Array.IndexOf(answers, HttpStatusCode.TooManyRequests)].Id;
        (await jobs.GetAsync(refused)).Result!.Value.GetRawText().ShouldBe("""{"revision":0}""");

        // Dropped revisions and those of deleted jobs no longer count; each owner has a quota of its own.
        (await EditAsync(edited, owner, 200)).ShouldBe(HttpStatusCode.OK);
        (await EditAsync(edited, owner, 1)).ShouldBe(HttpStatusCode.TooManyRequests);
        await jobs.ScalarAsync<object>("DELETE FROM jobs.saved_revisions WHERE job_id = $1", edited);
        await jobs.ScalarAsync<object>(
            """
            INSERT INTO jobs.saved_revisions (job_id, number, owner_id, object_key, bytes, saved_by, saved_at, begun_at, is_autosaved)
            SELECT $1, n, $2, 'captions/' || n, 2, $2, now(), now(), false FROM generate_series(1, 199) AS n
            """,
            edited,
            owner);
        (await EditAsync(edited, owner, 205)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await EditAsync(edited, owner, 204)).ShouldBe(HttpStatusCode.OK);
        (await jobs.ScalarAsync<long>("SELECT sum(bytes)::bigint FROM jobs.saved_revisions WHERE job_id = $1", edited)).ShouldBe((198 * 2) + 204);
        (await jobs.ActAsync(edited, JobAction.Delete, JobManagerFixture.ActorOf(owner))).EnsureSuccess();
        (await EditAsync(refused, owner, 600)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Jobs_that_become_due_together_are_queued_as_capacity_allows_and_leave_some_to_new_jobs()
    {
        var later = TimeProvider.System.GetUtcNow().AddDays(1);
        List<SubmitJob> due = [.. Enumerable.Range(0, 2 * MaxQueued).Select(_ => Waiting(jobs.Owner) with { StartAt = later })];
        await AcceptedAsync(due[..MaxQueued]);
        await AcceptedAsync(due[MaxQueued..]);
        Guid[] ids = [.. due.Select(job => job.Id)];
        await jobs.ScalarAsync<object>("UPDATE jobs.jobs SET scheduled_for = now() - interval '1 second' WHERE id = ANY ($1)", ids);
        Guid[] queued = [];
        await Eventually.BecomesTrueAsync(async () =>
        {
            queued = (await jobs.ScalarAsync<Guid[]>("SELECT COALESCE(array_agg(id), '{}') FROM jobs.jobs WHERE id = ANY ($1) AND state = 1", ids))!;
            return queued.Length > 0;
        });

        // A sample taken just before may admit them twice.
        queued.Length.ShouldBeLessThanOrEqualTo(MaxQueued * 3 / 2);
        await CancelAsync(queued);
        await Eventually.BecomesTrueAsync(async () =>
            await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = ANY ($1) AND state = 1", ids) > 0);
        await CancelAsync(ids.Except(queued));
    }

    [Fact]
    public async Task Slow_webhook_receivers_of_one_owner_use_at_most_a_quarter_of_the_slots()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = 0;
        var most = 0;
        await using var receiver = await LocalWebApp.StartAsync(app =>
        {
            app.MapPost("/slow", async (HttpContext context) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                await release.Task.WaitAsync(context.RequestAborted);
                Interlocked.Decrement(ref open);
            });
            app.MapPost("/quick", () => Results.NoContent());
        });
        var slow = Guid.CreateVersion7();
        var quick = Guid.CreateVersion7();
        SubmitJob[] many = [.. Enumerable.Range(0, 12).Select(_ => WithWebhook(slow, new Uri(receiver.Address, "/slow")))];
        var other = WithWebhook(quick, new Uri(receiver.Address, "/quick"));
        try
        {
            await AcceptedAsync([.. many, other]);
            await CancelAsync(many.Select(job => job.Id));
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref open) > 0);
            await CancelAsync([other.Id]);
            (await DeliveriesAsync(other.Id)).Single().StatusCode.ShouldBe(204);
            (Volatile.Read(ref open), most).ShouldBe((1, 1));

            // Rows as the previous version stores them.
            await jobs.ScalarAsync<object>("UPDATE jobs.webhooks SET owner_id = NULL");
        }
        finally
        {
            release.SetResult();
        }

        // Waiting loses no webhook and does not count as an attempt.
        foreach (var job in many)
        {
            (await DeliveriesAsync(job.Id)).Select(delivery => (delivery.Attempt, delivery.StatusCode)).ShouldBe([(1, 200)]);
        }

        most.ShouldBe(1);
    }

    [Fact]
    public async Task One_owner_uses_at_most_half_of_the_caption_slots_while_others_wait_and_all_otherwise()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        await worker.ReportAsync(longSlots: 2);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.worker_places WHERE places = 2") > 0);
        var owner = Guid.CreateVersion7();
        SubmitJob[] slow = [.. Enumerable.Range(0, 5).Select(_ => Waiting(owner))];
        var other = Guid.CreateVersion7();
        SubmitJob[] next = [Waiting(other), Waiting(other)];

        // A single owner can use both slots.
        await AcceptedAsync(slow);
        var running = await BegunAsync(worker, slow, 2);
        await AcceptedAsync([next[0]]);
        var first = await worker.AssignedAsync(next[0].Id);
        await AcceptedAsync([next[1]]);
        slow.Count(job => worker.AttemptsOf(job.Id) > 0).ShouldBe(2);

        // A slot that becomes free goes to the other owner, and so does the next one, even if another replica grants it.
        await worker.EndAsync(running[0]);
        await worker.TakeLeaseAsync(first);
        await jobs.StopServiceAsync();
        jobs.Start();
        await worker.EndAsync(first);
        var second = await worker.AssignedAsync(next[1].Id);
        await worker.TakeLeaseAsync(second);
        slow.Count(job => worker.AttemptsOf(job.Id) > 0).ShouldBe(2);
        worker.AttemptsOf(next[1].Id).ShouldBe(1);

        // No other owner waits: the owner can use both slots again, and no job waits for ever.
        await worker.EndAsync(second);
        running.RemoveAt(0);
        for (var ended = 1; ended < slow.Length; ended++)
        {
            running.AddRange(await BegunAsync(worker, slow, Math.Min(ended + 2, slow.Length)));
            await worker.EndAsync(running[0]);
            running.RemoveAt(0);
        }

        await Eventually.BecomesTrueAsync(async () =>
            await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE owner_id = $1 AND state = 3", owner) == slow.Length);
    }

    /// <summary>Waits until a number of the jobs are assigned, and starts those that the worker has not started.</summary>
    private static async Task<List<JobAssignment>> BegunAsync(FakeWorker worker, SubmitJob[] some, int count)
    {
        await Eventually.BecomesTrueAsync(() => some.Count(job => worker.AttemptsOf(job.Id) > 0) == count);
        var begun = new List<JobAssignment>();
        foreach (var job in some.Where(job => worker.AttemptsOf(job.Id) > 0))
        {
            var assignment = await worker.AssignedAsync(job.Id);
            var attempt = new AttemptRef(assignment.JobId, assignment.Attempt);
            if (!worker.HasReceived(command => command.Granted, attempt))
            {
                await worker.TakeLeaseAsync(assignment);
                begun.Add(assignment);
            }
        }

        return begun;
    }

    private Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(Guid job) => Eventually.GetAsync(async () =>
    {
        var deliveries = await jobs.DeliveriesAsync(job);
        return deliveries.Count > 0 ? deliveries : null;
    });

    private async Task<HttpStatusCode> EditAsync(Guid job, Guid owner, long bytes)
    {
        var version = (await jobs.GetAsync(job)).Version;
        var revision = new NewRevision { Number = 1000 + (int)version, ObjectKey = $"captions/{job}/{version}", Bytes = bytes };
        var answer = await jobs.ReplaceResultAsync(job, JobManagerFixture.ActorOf(owner), version, """{"revision":1}""", revision);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            answer.Refusal!.Code.ShouldBe("quota_exceeded");
        }

        return answer.StatusCode;
    }

    private Task<CallAnswer<ActOnJobsReply>> PostRetryAsync(Guid owner, Guid? before) => jobs.ActOnAllAsync(
        JobManagerFixture.ActorOf(owner), JobAction.Retry, new JobCriteria(owner, States: [JobState.Cancelled]), before);

    private async Task<ActedOnJobs> RetryAsync(Guid owner, Guid? before) => (await PostRetryAsync(owner, before)).Required.ToResult();

    private SubmitJob WithWebhook(Guid owner, Uri receiver) => jobs.NewJob() with
    {
        OwnerId = owner,
        StartAt = TimeProvider.System.GetUtcNow().AddDays(1),
        Webhook = new WebhookTarget { Url = receiver.ToString(), Secret = "a-secret-of-the-owner" },
    };

    private SubmitJob Waiting(Guid owner) => jobs.NewJob(JobKinds.Captions, """{"url":"https://example.org/a.mp3"}""") with { OwnerId = owner };

    /// <summary>Submits jobs repeatedly until all of them are admitted.</summary>
    private Task AcceptedAsync(IReadOnlyList<SubmitJob> all) => Eventually.BecomesTrueAsync(async () =>
        (await jobs.SubmitAsync(all)).Results.All(result => result.Outcome == SubmitOutcome.Accepted));

    private async Task CancelAsync(IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            (await jobs.ActAsync(id, JobAction.Cancel, JobManagerFixture.ActorOf(Guid.CreateVersion7(), isOperator: true))).EnsureSuccess();
        }
    }

    /// <summary>Uses small limits, so that a few jobs reach them.</summary>
    public sealed class Narrow : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Backlog:MaxQueued"] = "40",
            ["Revisions:BytesPerUser"] = "1000",
            ["Backlog:SampleInterval"] = "00:00:00.100",
            ["Webhooks:AllowedHosts:0"] = "127.0.0.1",
            ["Webhooks:AtOnce"] = "4",
            ["Webhooks:PerOwner"] = "1",
            ["Webhooks:Timeout"] = "00:01:00",
        };
    }
}
