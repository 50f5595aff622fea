using System.Net;
using System.Text.Json;
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
    public async Task Jobs_are_stored_as_they_came_and_answered_in_order()
    {
        SubmitJob plain = jobs.NewJob();
        SubmitJob full = jobs.NewJob(JobKinds.Captions, """{"url":"https://example.org/a.mp3"}""") with
        {
            Title = "A talk",
            Tags = ["one", "two, three"],
            Priority = JobPriority.High,
            MaxAttempts = 7,
            TimeoutSeconds = 90,
            Webhook = new WebhookTarget("https://example.org/hook", "0123456789abcdef"),
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        };
        SubmitJob later = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddHours(1) };
        SubmitJobsResult result = await jobs.SubmitAsync(plain, full, later);
        result.Results.Select(r => (r.Id, r.Outcome, r.State)).ShouldBe(
        [
            (plain.Id, SubmitOutcome.Accepted, JobState.Queued),
            (full.Id, SubmitOutcome.Accepted, JobState.Queued),
            (later.Id, SubmitOutcome.Accepted, JobState.Scheduled),
        ]);

        JobRecord stored = await jobs.GetAsync(full.Id);
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
        JobRecord scheduled = await jobs.GetAsync(later.Id);
        scheduled.ScheduledFor!.Value.ShouldBe(later.StartAt!.Value, TimeSpan.FromMilliseconds(1));
        scheduled.Attempt.ShouldBe(0);
    }

    [Fact]
    public async Task A_key_stands_for_one_job()
    {
        SubmitJob first = jobs.NewJob() with { IdempotencyKey = "order-1", Fingerprint = "aa" };
        (await jobs.SubmitAsync(first)).Results[0].Outcome.ShouldBe(SubmitOutcome.Accepted);

        SubmitJob again = first with { Id = Guid.CreateVersion7() };
        SubmitJob other = first with { Id = Guid.CreateVersion7(), Fingerprint = "bb" };
        SubmitJob otherOwner = first with { Id = Guid.CreateVersion7(), OwnerId = Guid.CreateVersion7() };
        SubmitJob fresh = jobs.NewJob() with { IdempotencyKey = "order-2", Fingerprint = "aa" };
        SubmitJob twin = fresh with { Id = Guid.CreateVersion7() };
        SubmitJobsResult result = await jobs.SubmitAsync(again, other, otherOwner, fresh, twin);
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
    public async Task A_submission_that_is_sent_again_is_accepted_again_and_stored_once()
    {
        SubmitJob job = jobs.NewJob();
        SubmitJob other = jobs.NewJob();
        await jobs.SubmitAsync(job);
        SubmitJobsResult result = await jobs.SubmitAsync(other, job, job);
        result.Results.Select(r => (r.Outcome, r.Id)).ShouldBe(
        [
            (SubmitOutcome.Accepted, other.Id), (SubmitOutcome.Accepted, job.Id), (SubmitOutcome.Accepted, job.Id),
        ]);
        (await jobs.GetAsync(job.Id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_from_many_at_once_makes_one_job()
    {
        SubmitJob[] racers = [.. Enumerable.Range(0, 40).Select(_ => jobs.NewJob() with { IdempotencyKey = "race", Fingerprint = "cc" })];
        SubmitJobsResult[] results = await Task.WhenAll(racers.Select(job => jobs.SubmitAsync(job)));
        results.Count(r => r.Results[0].Outcome == SubmitOutcome.Accepted).ShouldBe(1);
        results.Count(r => r.Results[0].Outcome == SubmitOutcome.Replayed).ShouldBe(39);
        results.Select(r => r.Results[0].Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Text_that_the_database_cannot_hold_does_not_harm_others()
    {
        SubmitJob bad = jobs.NewJob() with { Title = "a\0b", TraceParent = "x\0y" };
        Task<HttpResponseMessage> refused = jobs.PostAsync("submit", new SubmitJobs([bad]), ContractsJson.Default.SubmitJobs);
        SubmitJobsResult[] good = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => jobs.SubmitAsync(jobs.NewJob())));
        good.ShouldAllBe(result => result.Results[0].Outcome == SubmitOutcome.Accepted);
        (await refused).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"jobs":[]}""")]
    [InlineData("""{}""")]
    [InlineData("""{"jobs":[{"id":"0198a5a4-0000-7000-8000-000000000000","owner_id":"0198a5a4-0000-7000-8000-000000000000","kind":"probe"}]}""")]
    [InlineData("""{"jobs":7}""")]
    [InlineData("nonsense")]
    public async Task What_is_no_submission_is_refused(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await jobs.Http.PostAsync("/internal/v1/jobs/submit", content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_job_that_cannot_be_one_is_refused_and_the_others_of_its_request_are_stored()
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
        SubmitJob good = jobs.NewJob();
        SubmitJobsResult result = await jobs.SubmitAsync([.. bad, good]);
        result.Results.Take(bad.Length).ShouldAllBe(r => r.Outcome == SubmitOutcome.Invalid && r.Detail != null);
        result.Results[^1].Outcome.ShouldBe(SubmitOutcome.Accepted);
    }

    [Fact]
    public async Task Jobs_that_wait_together_travel_together_and_each_once()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        SubmitJob[] group = [.. Enumerable.Range(0, 300).Select(_ => jobs.NewJob())];
        await jobs.SubmitAsync(group);
        await worker.AssignedAsync(group[^1].Id);
        foreach (SubmitJob job in group)
        {
            await worker.AssignedAsync(job.Id);
            worker.DeliveriesOf(job.Id, attempt: 1).ShouldBe(1);
            worker.AttemptsOf(job.Id).ShouldBe(1);
        }

        worker.Packs.Count(pack => pack.Jobs.Any(job => group.Any(own => own.Id == job.JobId))).ShouldBeLessThanOrEqualTo(20);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.dispatch_batches") == 0);
    }

    [Fact]
    public async Task A_scheduled_job_starts_when_its_time_has_come()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        SubmitJob job = jobs.NewJob() with { StartAt = TimeProvider.System.GetUtcNow().AddSeconds(1) };
        await jobs.SubmitAsync(job);
        (await worker.AssignedAsync(job.Id)).Attempt.ShouldBe(1);
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(job.StartAt!.Value);
        (await jobs.GetAsync(job.Id)).State.ShouldBe(JobState.Queued);
    }

    [Fact]
    public async Task Every_change_is_told_on_redis()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        await using StackExchange.Redis.ConnectionMultiplexer redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(jobs.Redis);
        var told = new System.Collections.Concurrent.ConcurrentQueue<Contracts.Messaging.JobChange>();
        await redis.GetSubscriber().SubscribeAsync(
            new StackExchange.Redis.RedisChannel(Contracts.Messaging.JobChanges.Channel, StackExchange.Redis.RedisChannel.PatternMode.Literal),
            (_, body) =>
            {
                foreach (Contracts.Messaging.JobChange change in JsonSerializer.Deserialize((byte[])body!, ContractsJson.Default.JobChanges)!.Changes)
                {
                    told.Enqueue(change);
                }
            });
        SubmitJob job = jobs.NewJob();
        await jobs.SubmitAsync(job);
        await worker.EndAsync(await worker.AssignedAsync(job.Id));
        await Eventually.BecomesTrueAsync(() => told.Count(change => change.JobId == job.Id) >= 2);
        // Which of two batches of news goes out first is nobody's promise: the version says which is newer.
        told.Where(change => change.JobId == job.Id).OrderBy(change => change.Version).Select(change => (change.Version, change.State, change.OwnerId)).ShouldBe(
            [(1, JobState.Queued, jobs.Owner), (2, JobState.Succeeded, jobs.Owner)]);
    }
}
