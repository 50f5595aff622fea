using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Platform.Contracts;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class SubmissionTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>
{
    [Fact]
    public async Task Jobs_are_stored_as_submitted_and_answered_in_order()
    {
        var plain = jobs.NewJob();
        var full = jobs.NewJob(JobKinds.Captions, """{"url":"https://example.org/a.mp3"}""") with
        {
            Title = "A talk",
            Tags = ["one", "two, three"],
            Priority = JobPriority.High,
            MaxAttempts = 7,
            TimeoutSeconds = 90,
            Webhook = new WebhookTarget { Url = "https://example.org/hook", Secret = "0123456789abcdef" },
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        };
        var later = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddHours(1) };
        var result = await jobs.SubmitAsync(plain, full, later);
        result.Results.Select(r => (r.Id, r.Outcome, r.State)).ShouldBe(
        [
            (plain.Id, SubmitOutcome.Accepted, JobState.Queued),
            (full.Id, SubmitOutcome.Accepted, JobState.Queued),
            (later.Id, SubmitOutcome.Accepted, JobState.Scheduled),
        ]);

        var stored = await jobs.GetAsync(full.Id);
        stored.Kind.ShouldBe(JobKinds.Captions);
        stored.Title.ShouldBe("A talk");
        stored.Tags.ShouldBe(["one", "two, three"]);
        stored.Priority.ShouldBe(JobPriority.High);
        stored.MaxAttempts.ShouldBe(7);
        stored.TimeoutSeconds.ShouldBe(90);
        stored.WebhookUrl.ShouldBe("https://example.org/hook");
        stored.TraceParent.ShouldBe(full.TraceParent);
        stored.Input.GetProperty("url").GetString().ShouldBe("https://example.org/a.mp3");
        stored.Attempt.ShouldBe(1);
        (await jobs.GetAsync(plain.Id)).MaxAttempts.ShouldBe(3);
        var scheduled = await jobs.GetAsync(later.Id);
        scheduled.ScheduledFor!.Value.ShouldBe(later.StartAt!.Value, TimeSpan.FromMilliseconds(1));
        scheduled.Attempt.ShouldBe(0);
    }

    [Fact]
    public async Task An_idempotency_key_creates_one_job()
    {
        var first = jobs.NewJob() with { IdempotencyKey = "order-1", Fingerprint = "aa" };
        (await jobs.SubmitAsync(first)).Results[0].Outcome.ShouldBe(SubmitOutcome.Accepted);

        var again = first with { Id = Guid.CreateVersion7() };
        var other = first with { Id = Guid.CreateVersion7(), Fingerprint = "bb" };
        var otherOwner = first with { Id = Guid.CreateVersion7(), OwnerId = Guid.CreateVersion7() };
        var fresh = jobs.NewJob() with { IdempotencyKey = "order-2", Fingerprint = "aa" };
        var twin = fresh with { Id = Guid.CreateVersion7() };
        var result = await jobs.SubmitAsync(again, other, otherOwner, fresh, twin);
        result.Results.Select(r => (r.Outcome, r.Id)).ShouldBe(
        [
            (SubmitOutcome.Replayed, first.Id),
            (SubmitOutcome.KeyReused, other.Id),
            (SubmitOutcome.Accepted, otherOwner.Id),
            (SubmitOutcome.Accepted, fresh.Id),
            (SubmitOutcome.Replayed, fresh.Id),
        ]);
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.jobs WHERE idempotency_key LIKE 'order-%'")).ShouldBe(3);
    }

    [Fact]
    public async Task A_repeated_submission_is_accepted_and_stored_once()
    {
        var job = jobs.NewJob();
        var other = jobs.NewJob();
        await jobs.SubmitAsync(job);
        var result = await jobs.SubmitAsync(other, job, job);
        result.Results.Select(r => (r.Outcome, r.Id)).ShouldBe(
        [
            (SubmitOutcome.Accepted, other.Id), (SubmitOutcome.Accepted, job.Id), (SubmitOutcome.Accepted, job.Id),
        ]);
        (await jobs.GetAsync(job.Id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Concurrent_submissions_with_one_key_create_one_job()
    {
        SubmitJob[] racers = [.. Enumerable.Range(0, 40).Select(_ => jobs.NewJob() with { IdempotencyKey = "race", Fingerprint = "cc" })];
        var results = await Task.WhenAll(racers.Select(job => jobs.SubmitAsync(job)));
        results.Count(r => r.Results[0].Outcome == SubmitOutcome.Accepted).ShouldBe(1);
        results.Count(r => r.Results[0].Outcome == SubmitOutcome.Replayed).ShouldBe(39);
        results.Select(r => r.Results[0].Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Text_that_the_database_cannot_store_does_not_fail_other_jobs()
    {
        var bad = jobs.NewJob() with { Title = "a\0b", TraceParent = "x\0y" };
        var refused = jobs.SubmitAsync(bad, jobs.NewJob());
        var good = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => jobs.SubmitAsync(jobs.NewJob())));
        good.ShouldAllBe(result => result.Results[0].Outcome == SubmitOutcome.Accepted);
        var results = (await refused).Results;
        results.Select(result => result.Outcome).ShouldBe([SubmitOutcome.Invalid, SubmitOutcome.Accepted]);
        results[0].Detail.ShouldNotBeNull().ShouldContain("title");
    }

    [Fact]
    public async Task A_submission_without_jobs_is_refused()
    {
        var answer = await jobs.TrySubmitAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Refusal!.Errors.ShouldHaveSingleItem().Field.ShouldBe("jobs");
    }

    [Fact]
    public async Task A_job_without_an_input_is_refused()
    {
        var job = jobs.NewJob().ToMessage();
        job.InputJson = ByteString.Empty;
        var reply = await jobs.Calls.SubmitAsync(new SubmitJobsRequest { Jobs = { job } });
        reply.Results.ShouldHaveSingleItem().Outcome.ShouldBe(SubmitOutcome.Invalid);
    }

    [Fact]
    public async Task An_invalid_job_is_refused_and_the_others_of_its_request_are_stored()
    {
        SubmitJob[] bad =
        [
            jobs.NewJob("nonsense"),
            jobs.NewJob() with { TimeoutSeconds = int.MaxValue },
            jobs.NewJob() with { MaxAttempts = 0 },
            jobs.NewJob() with { Priority = (JobPriority)9 },
            jobs.NewJob() with { StartAt = DateTimeOffset.MaxValue },
            jobs.NewJob() with { StartAt = DateTimeOffset.MinValue },
            jobs.NewJob() with { Tags = ["a\u001fb"] },
            jobs.NewJob() with { OwnerId = Guid.Empty },
        ];
        var good = jobs.NewJob();
        var result = await jobs.SubmitAsync([.. bad, good]);
        result.Results.Take(bad.Length).ShouldAllBe(r => r.Outcome == SubmitOutcome.Invalid && r.Detail != null);
        result.Results[^1].Outcome.ShouldBe(SubmitOutcome.Accepted);
    }

    [Fact]
    public async Task Waiting_jobs_are_packed_into_common_messages_and_published_once()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        SubmitJob[] group = [.. Enumerable.Range(0, 300).Select(_ => jobs.NewJob())];
        await jobs.SubmitAsync(group);
        await worker.AssignedAsync(group[^1].Id);
        foreach (var job in group)
        {
            await worker.AssignedAsync(job.Id);
            worker.DeliveriesOf(job.Id, attempt: 1).ShouldBe(1);
            worker.AttemptsOf(job.Id).ShouldBe(1);
        }

        worker.Packs.Count(pack => pack.Jobs.Any(job => group.Any(own => own.Id == job.JobId))).ShouldBeLessThanOrEqualTo(20);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.dispatch_batches") == 0);
    }

    [Fact]
    public async Task A_scheduled_job_is_queued_when_it_is_due()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddSeconds(1) };
        await jobs.SubmitAsync(job);
        (await worker.AssignedAsync(job.Id)).Attempt.ShouldBe(1);
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(job.StartAt!.Value);
        (await jobs.GetAsync(job.Id)).State.ShouldBe(JobState.Queued);
    }

    [Fact]
    public async Task Every_change_is_published_to_Redis()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(jobs.Redis);
        var told = new System.Collections.Concurrent.ConcurrentQueue<Contracts.Messaging.JobChange>();
        await redis.GetSubscriber().SubscribeAsync(
            new StackExchange.Redis.RedisChannel(Contracts.Messaging.JobChanges.Channel, StackExchange.Redis.RedisChannel.PatternMode.Literal),
            (_, body) =>
            {
                foreach (var change in JsonSerializer.Deserialize((byte[])body!, ContractsJson.Default.JobChanges)!.Changes)
                {
                    told.Enqueue(change);
                }
            });
        var job = jobs.NewJob();
        await jobs.SubmitAsync(job);
        await worker.EndAsync(await worker.AssignedAsync(job.Id));
        await Eventually.BecomesTrueAsync(() => told.Count(change => change.JobId == job.Id) >= 2);
        // The order of two batches of changes is not guaranteed; the version says which is newer.
        told.Where(change => change.JobId == job.Id).OrderBy(change => change.Version).Select(change => (change.Version, change.State, change.OwnerId)).ShouldBe(
            [(1, JobState.Queued, jobs.Owner), (2, JobState.Succeeded, jobs.Owner)]);
    }
}
