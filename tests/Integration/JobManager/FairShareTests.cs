using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Telemetry;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>What is everybody's is not used up by one owner.</summary>
public sealed class FairShareTests(FairShareTests.Narrow jobs) : IClassFixture<FairShareTests.Narrow>, IAsyncLifetime
{
    private const int MaxQueued = 40;

    private static readonly short[] s_unfinished = [(short)JobState.Scheduled, (short)JobState.Queued, (short)JobState.Running];
    private static readonly Guid s_other = Guid.CreateVersion7();

    public Task InitializeAsync() => Task.CompletedTask;

    // What a test leaves when it fails would take the room of the next, which would wait for it until its time is over.
    public async Task DisposeAsync()
    {
        Guid[] left = (await jobs.ScalarAsync<Guid[]>("SELECT COALESCE(array_agg(id), '{}') FROM jobs.jobs WHERE state = ANY ($1)", s_unfinished))!;
        foreach (Guid id in left)
        {
            // One that has ended in between cannot be cancelled.
            using HttpResponseMessage answer = await jobs.ActAsync(id, JobAction.Cancel, new Actor(Guid.CreateVersion7(), IsOperator: true));
        }

        BacklogFigures figures = jobs.Services.GetRequiredService<BacklogFigures>();
        await Eventually.BecomesTrueAsync(() => figures.Queued == 0);
    }

    [Fact]
    public async Task One_owners_jobs_fill_half_of_the_backlog_and_the_rest_is_the_others()
    {
        AdmissionPacer pacer = jobs.Services.GetRequiredService<AdmissionPacer>();
        Guid many = Guid.CreateVersion7();
        Guid few = Guid.CreateVersion7();
        List<SubmitJob> accepted = [.. Enumerable.Range(0, 30).Select(_ => Waiting(many))];
        await AcceptedAsync(accepted);
        await Eventually.BecomesTrueAsync(() => pacer.Apart is { OfAll: { } largest } && largest == many);

        // Of one group, each by whose it is, and in its place.
        SubmitJob[] mixed = [Waiting(many), Waiting(few), Waiting(many)];
        SubmitJobsResult answer = await jobs.SubmitAsync(mixed);
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

        // The others have it to its bound. A sample of just before may let one more in.
        List<Guid> others = [mixed[1].Id];
        SubmitJobResult? over = null;
        await Eventually.BecomesTrueAsync(async () =>
        {
            SubmitJobResult one = (await jobs.SubmitAsync(Waiting(few))).Results.Single();
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

        // Room again for all when less waits.
        await CancelAsync(accepted.Select(job => job.Id));
        SubmitJob last = Waiting(many);
        await AcceptedAsync([last]);
        await CancelAsync([last.Id, .. others]);
    }

    [Fact]
    public async Task Retries_by_hand_ask_for_the_same_room_as_new_jobs()
    {
        AdmissionPacer pacer = jobs.Services.GetRequiredService<AdmissionPacer>();
        Guid many = Guid.CreateVersion7();
        Guid few = Guid.CreateVersion7();
        SubmitJob[] ended = [Waiting(many), Waiting(many), Waiting(few)];
        await AcceptedAsync(ended);
        await CancelAsync(ended.Select(job => job.Id));
        List<SubmitJob> waiting = [.. Enumerable.Range(0, 30).Select(_ => Waiting(many))];
        await AcceptedAsync(waiting);
        await Eventually.BecomesTrueAsync(() => pacer.Apart is { OfAll: { } largest } && largest == many);

        // One, all of them, and by somebody else: it is whose jobs they are that counts.
        using HttpResponseMessage one = await jobs.ActAsync(ended[0].Id, JobAction.Retry, new Actor(many, IsOperator: false));
        using HttpResponseMessage all = await jobs.PostAsync(
            "act", new ActOnJobs(new Actor(many, IsOperator: false), JobAction.Retry, new JobFilter(many, States: [JobState.Cancelled])), ContractsJson.Default.ActOnJobs);
        using HttpResponseMessage byOperator = await jobs.ActAsync(ended[0].Id, JobAction.Retry, new Actor(few, IsOperator: true));
        foreach (HttpResponseMessage refused in (HttpResponseMessage[])[one, all, byOperator])
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
            string body = await refused.Content.ReadAsStringAsync();
            body.ShouldContain("\"backlog_full\"");
            body.ShouldContain("your own");
        }

        (await jobs.GetAsync(ended[0].Id)).State.ShouldBe(JobState.Cancelled);
        using HttpResponseMessage other = await jobs.ActAsync(ended[2].Id, JobAction.Retry, new Actor(few, IsOperator: false));
        other.EnsureSuccessStatusCode();
        (await jobs.GetAsync(ended[2].Id)).State.ShouldBe(JobState.Queued);

        // What has ended well, or not at all, is no question of room.
        (await jobs.ActAsync(waiting[0].Id, JobAction.Retry, new Actor(many, IsOperator: false))).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await CancelAsync(waiting.Select(job => job.Id));
        await Eventually.BecomesTrueAsync(async () =>
            (await jobs.ActAsync(ended[0].Id, JobAction.Retry, new Actor(many, IsOperator: false))).IsSuccessStatusCode);
        await CancelAsync([ended[0].Id, ended[2].Id]);
    }

    [Fact]
    public async Task A_bulk_retry_retries_as_many_as_there_is_room_for_and_says_how_many_not_and_why()
    {
        BacklogFigures figures = jobs.Services.GetRequiredService<BacklogFigures>();
        Guid owner = Guid.CreateVersion7();
        SubmitJob[] ended = [.. Enumerable.Range(0, 10).Select(_ => Waiting(owner))];
        await AcceptedAsync(ended);
        await CancelAsync(ended.Select(job => job.Id));
        List<SubmitJob> others = [.. Enumerable.Range(0, 36).Select(i => Waiting(i % 2 == 0 ? jobs.Owner : s_other))];
        await AcceptedAsync(others[..18]);
        await AcceptedAsync(others[18..]);
        await Eventually.BecomesTrueAsync(() => figures.Queued == others.Count);

        ActedOnJobs some = await RetryAsync(owner, null);
        Guid[] retried = (await jobs.ScalarAsync<Guid[]>("SELECT COALESCE(array_agg(id ORDER BY id DESC), '{}') FROM jobs.jobs WHERE owner_id = $1 AND state = 1", owner))!;
        (some.Matched, some.Changed, some.Refused).ShouldBe((10L, 4L, 6L));
        retried.ShouldBe(ended.Select(job => job.Id).OrderDescending().Take(4));
        some.Next.ShouldBe(retried[^1]);
        BulkRefusal refusal = some.Refusal.ShouldNotBeNull();
        refusal.Code.ShouldBe("backlog_full");
        refusal.Detail.ShouldNotBeEmpty();
        refusal.RetryAfterSeconds.ShouldBePositive();

        // With room for none it is refused as one alone is; with room again the call goes on where it was. A sample of just before may
        // let as many in again.
        await Eventually.BecomesTrueAsync(() => figures.Queued == others.Count + retried.Length);
        using (HttpResponseMessage none = await PostRetryAsync(owner, some.Next))
        {
            none.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        await CancelAsync(others.Select(job => job.Id));
        await Eventually.BecomesTrueAsync(() => figures.Queued == retried.Length);
        (await RetryAsync(owner, some.Next)).ShouldBe(new ActedOnJobs(6, 6));
        await CancelAsync(ended.Select(job => job.Id));
    }

    [Fact]
    public async Task An_operators_bulk_retry_passes_over_an_owner_who_may_have_no_more_and_is_in_the_audit_when_refused()
    {
        const int Page = 100;
        AdmissionPacer pacer = jobs.Services.GetRequiredService<AdmissionPacer>();
        var actor = new Actor(Guid.CreateVersion7(), IsOperator: true);
        Guid many = Guid.CreateVersion7();
        Guid few = Guid.CreateVersion7();
        string tag = $"t{many:N}";
        DateTimeOffset later = TimeProvider.System.GetUtcNow().AddDays(1);
        SubmitJob older = Waiting(few) with { StartAt = later, Tags = [tag] };
        await AcceptedAsync([older]);
        foreach (SubmitJob[] due in Enumerable.Range(0, Page).Select(_ => Waiting(many) with { StartAt = later, Tags = [tag] }).Chunk(MaxQueued))
        {
            await AcceptedAsync(due);
        }

        using (HttpResponseMessage cancelled = await ActAsync(JobAction.Cancel))
        {
            cancelled.EnsureSuccessStatusCode();
        }

        List<SubmitJob> waiting = [.. Enumerable.Range(0, 30).Select(_ => Waiting(many))];
        await AcceptedAsync(waiting);
        await Eventually.BecomesTrueAsync(() => pacer.Apart is { OfAll: { } largest } && largest == many);

        using HttpResponseMessage answer = await ActAsync(JobAction.Retry);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        ActedOnJobs some = (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ActedOnJobs))!;
        (some.Matched, some.Changed, some.Refused, some.Next).ShouldBe((Page + 1, 1, Page, null));
        some.Refusal.ShouldNotBeNull().Code.ShouldBe("backlog_full");
        (await jobs.GetAsync(older.Id)).State.ShouldBe(JobState.Queued);

        using (HttpResponseMessage none = await ActAsync(JobAction.Retry))
        {
            none.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        IReadOnlyList<AuditEntry> audit = (await jobs.Http.GetFromJsonAsync("/internal/v1/audit", ContractsJson.Default.IReadOnlyListAuditEntry))!;
        audit.Where(entry => entry.ActorId == actor.UserId && entry.Action == "job.retry")
            .Select(entry => entry.Detail!.Value.GetProperty("changed").GetInt32()).ShouldBe([1, 0], ignoreOrder: true);
        await CancelAsync([older.Id, .. waiting.Select(job => job.Id)]);

        Task<HttpResponseMessage> ActAsync(JobAction action) => jobs.PostAsync(
            "act", new ActOnJobs(actor, action, new JobFilter(Tags: [tag], States: action == JobAction.Retry ? [JobState.Cancelled] : null)), ContractsJson.Default.ActOnJobs);
    }

    [Fact]
    public async Task One_owners_edited_captions_are_bounded_however_many_come_at_once()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        Guid owner = Guid.CreateVersion7();
        SubmitJob[] all = [.. Enumerable.Range(0, 6).Select(_ => jobs.NewJob() with { OwnerId = owner })];
        await AcceptedAsync(all);
        foreach (SubmitJob job in all)
        {
            await worker.EndAsync(await worker.AssignedAsync(job.Id), result: """{"revision":0}""");
            await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(job.Id)).State == JobState.Succeeded);
        }

        HttpStatusCode[] answers = await Task.WhenAll(all.Select(job => EditAsync(job.Id, owner, 400)));
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(2);
        answers.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBe(4);
        Guid edited = all[Array.IndexOf(answers, HttpStatusCode.OK)].Id;
        Guid refused = all[Array.IndexOf(answers, HttpStatusCode.TooManyRequests)].Id;
        (await jobs.GetAsync(refused)).Result!.Value.GetRawText().ShouldBe("""{"revision":0}""");

        // Revisions that are dropped count no more, nor do those of a job that is gone; others' count for others.
        (await EditAsync(edited, owner, 200)).ShouldBe(HttpStatusCode.OK);
        (await EditAsync(edited, owner, 1)).ShouldBe(HttpStatusCode.TooManyRequests);
        await jobs.ScalarAsync<object>("UPDATE jobs.revisions SET bytes = array_fill(2::bigint, ARRAY[199]), total_bytes = 398 WHERE job_id = $1", edited);
        (await EditAsync(edited, owner, 205)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await EditAsync(edited, owner, 204)).ShouldBe(HttpStatusCode.OK);
        (await jobs.ScalarAsync<long>("SELECT total_bytes FROM jobs.revisions WHERE job_id = $1", edited)).ShouldBe((198 * 2) + 204);
        (await jobs.ActAsync(edited, JobAction.Delete, new Actor(owner, IsOperator: false))).EnsureSuccessStatusCode();
        (await EditAsync(refused, owner, 600)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Jobs_whose_time_comes_together_leave_room_to_new_ones_and_come_as_there_is_some()
    {
        DateTimeOffset later = TimeProvider.System.GetUtcNow().AddDays(1);
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

        // A sample of just before may let it in twice.
        queued.Length.ShouldBeLessThanOrEqualTo(MaxQueued * 3 / 2);
        await CancelAsync(queued);
        await Eventually.BecomesTrueAsync(async () =>
            await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE id = ANY ($1) AND state = 1", ids) > 0);
        await CancelAsync(ids.Except(queued));
    }

    [Fact]
    public async Task One_owners_slow_receivers_take_a_quarter_of_what_goes_out_and_others_are_told_meanwhile()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int open = 0;
        int most = 0;
        await using LocalWebApp receiver = await LocalWebApp.StartAsync(app =>
        {
            app.MapPost("/slow", async (HttpContext context) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                await release.Task.WaitAsync(context.RequestAborted);
                Interlocked.Decrement(ref open);
            });
            app.MapPost("/quick", () => Results.NoContent());
        });
        Guid slow = Guid.CreateVersion7();
        Guid quick = Guid.CreateVersion7();
        SubmitJob[] many = [.. Enumerable.Range(0, 12).Select(_ => Told(slow, new Uri(receiver.Address, "/slow")))];
        SubmitJob other = Told(quick, new Uri(receiver.Address, "/quick"));
        try
        {
            await AcceptedAsync([.. many, other]);
            await CancelAsync(many.Select(job => job.Id));
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref open) > 0);
            await CancelAsync([other.Id]);
            (await DeliveriesAsync(other.Id)).Single().StatusCode.ShouldBe(204);
            (Volatile.Read(ref open), most).ShouldBe((1, 1));

            // As the version before stores them.
            await jobs.ScalarAsync<object>("UPDATE jobs.webhooks SET owner_id = NULL");
        }
        finally
        {
            release.SetResult();
        }

        // Nothing is lost by waiting, and it is no try.
        foreach (SubmitJob job in many)
        {
            (await DeliveriesAsync(job.Id)).Select(delivery => (delivery.Attempt, delivery.StatusCode)).ShouldBe([(1, 200)]);
        }

        most.ShouldBe(1);
    }

    [Fact]
    public async Task One_owners_slow_media_take_half_of_the_places_for_captions_while_others_wait_and_all_while_nobody_does()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        await worker.ReportAsync(longPlaces: 2);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.worker_places WHERE places = 2") > 0);
        Guid owner = Guid.CreateVersion7();
        SubmitJob[] slow = [.. Enumerable.Range(0, 5).Select(_ => Waiting(owner))];
        Guid other = Guid.CreateVersion7();
        SubmitJob[] next = [Waiting(other), Waiting(other)];

        // Alone it has both.
        await AcceptedAsync(slow);
        List<JobAssignment> running = await BegunAsync(worker, slow, 2);
        await AcceptedAsync([next[0]]);
        JobAssignment first = await worker.AssignedAsync(next[0].Id);
        await AcceptedAsync([next[1]]);
        slow.Count(job => worker.AttemptsOf(job.Id) > 0).ShouldBe(2);

        // A place that becomes free is the other's, and the next one, too, after another replica has gone on.
        await worker.EndAsync(running[0]);
        await worker.TakeLeaseAsync(first);
        await jobs.StopServiceAsync();
        jobs.Start();
        await worker.EndAsync(first);
        JobAssignment second = await worker.AssignedAsync(next[1].Id);
        await worker.TakeLeaseAsync(second);
        slow.Count(job => worker.AttemptsOf(job.Id) > 0).ShouldBe(2);
        worker.AttemptsOf(next[1].Id).ShouldBe(1);

        // Nobody else waits: both again, and none waits for ever.
        await worker.EndAsync(second);
        running.RemoveAt(0);
        for (int ended = 1; ended < slow.Length; ended++)
        {
            running.AddRange(await BegunAsync(worker, slow, Math.Min(ended + 2, slow.Length)));
            await worker.EndAsync(running[0]);
            running.RemoveAt(0);
        }

        await Eventually.BecomesTrueAsync(async () =>
            await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE owner_id = $1 AND state = 3", owner) == slow.Length);
    }

    /// <summary>Waits until so many of the jobs have come, and has the worker begin those that it has not begun.</summary>
    private static async Task<List<JobAssignment>> BegunAsync(PlayedWorker worker, SubmitJob[] some, int count)
    {
        await Eventually.BecomesTrueAsync(() => some.Count(job => worker.AttemptsOf(job.Id) > 0) == count);
        var begun = new List<JobAssignment>();
        foreach (SubmitJob job in some.Where(job => worker.AttemptsOf(job.Id) > 0))
        {
            JobAssignment assignment = await worker.AssignedAsync(job.Id);
            var attempt = new AttemptRef(assignment.JobId, assignment.Attempt);
            if (!worker.WasTold(command => command.Granted, attempt))
            {
                await worker.TakeLeaseAsync(assignment);
                begun.Add(assignment);
            }
        }

        return begun;
    }

    private Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(Guid job) => Eventually.GetAsync(async () =>
    {
        IReadOnlyList<WebhookDelivery> deliveries = (await jobs.Http.GetFromJsonAsync(
            $"/internal/v1/jobs/{job}/webhook-deliveries", ContractsJson.Default.IReadOnlyListWebhookDelivery))!;
        return deliveries.Count > 0 ? deliveries : null;
    });

    private async Task<HttpStatusCode> EditAsync(Guid job, Guid owner, long bytes)
    {
        var edit = new ReplaceResult(new Actor(owner, IsOperator: false), (await jobs.GetAsync(job)).Version, JsonElement.Parse("""{"revision":1}"""), bytes);
        using HttpResponseMessage answer = await jobs.PostAsync($"{job}/result", edit, ContractsJson.Default.ReplaceResult);
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"quota_exceeded\"");
        }

        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> PostRetryAsync(Guid owner, Guid? before) => jobs.PostAsync(
        "act", new ActOnJobs(new Actor(owner, IsOperator: false), JobAction.Retry, new JobFilter(owner, States: [JobState.Cancelled]), before), ContractsJson.Default.ActOnJobs);

    private async Task<ActedOnJobs> RetryAsync(Guid owner, Guid? before)
    {
        using HttpResponseMessage answer = await PostRetryAsync(owner, before);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.ActedOnJobs))!;
    }

    private SubmitJob Told(Guid owner, Uri receiver) => jobs.NewJob() with
    {
        OwnerId = owner,
        StartAt = TimeProvider.System.GetUtcNow().AddDays(1),
        Webhook = new WebhookTarget(receiver.ToString(), "a-secret-of-the-owner"),
    };

    private SubmitJob Waiting(Guid owner) => jobs.NewJob(JobKinds.Captions, """{"url":"https://example.org/a.mp3"}""") with { OwnerId = owner };

    /// <summary>Submits them until there is room for all of them.</summary>
    private Task AcceptedAsync(IReadOnlyList<SubmitJob> all) => Eventually.BecomesTrueAsync(async () =>
        (await jobs.SubmitAsync(all)).Results.All(result => result.Outcome == SubmitOutcome.Accepted));

    private async Task CancelAsync(IEnumerable<Guid> ids)
    {
        foreach (Guid id in ids)
        {
            (await jobs.ActAsync(id, JobAction.Cancel, new Actor(Guid.CreateVersion7(), IsOperator: true))).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Small bounds, so that a test fills them with a few jobs.</summary>
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
