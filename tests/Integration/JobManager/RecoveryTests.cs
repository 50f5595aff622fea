using System.Text.Json;
using Npgsql;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

public sealed class RecoveryTests(RecoveryTests.QuickToLose jobs) : IClassFixture<RecoveryTests.QuickToLose>
{
    [Fact]
    public async Task Jobs_that_a_replica_committed_but_did_not_publish_are_published_by_another()
    {
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var id = Guid.CreateVersion7();
        await using var crash = jobs.Database.CreateBatch();
        var job = new NpgsqlBatchCommand(
            """
            INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, state, attempt)
            VALUES ($1, $1, 'probe', '{"sleep_ms":1}', 1, 3, now(), now(), 1, 1)
            """);
        job.Parameters.Add(new NpgsqlParameter { Value = id });
        var batch = new NpgsqlBatchCommand(
            "INSERT INTO jobs.dispatch_batches (id, created_at, claimed_until, job_ids) VALUES ($1, now(), now() - interval '1 second', ARRAY[$1])");
        batch.Parameters.Add(new NpgsqlParameter { Value = id });
        crash.BatchCommands.Add(job);
        crash.BatchCommands.Add(batch);
        await crash.ExecuteNonQueryAsync();

        var assigned = await worker.AssignedAsync(id);
        assigned.Input.GetProperty("sleep_ms").GetInt32().ShouldBe(1);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.dispatch_batches WHERE id = $1", id) == 0);
        worker.DeliveriesOf(id, attempt: 1).ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_of_large_jobs_is_published_in_parts_and_completed_when_all_are_confirmed()
    {
        // About 10 MB, which is more than is read at once. The batch looks like that of a replica that died.
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var batch = Guid.CreateVersion7();
        Guid[] ids = [.. Enumerable.Range(0, 50).Select(_ => Guid.CreateVersion7())];
        await using var crash = jobs.Database.CreateBatch();
        var job = new NpgsqlBatchCommand(
            """
            INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, state, attempt)
            SELECT id, $2, 'probe', ('{"text":"' || repeat('x', 200000) || '"}')::json, 1, 3, now(), now(), 1, 1 FROM unnest($1) AS n(id)
            """);
        job.Parameters.Add(new NpgsqlParameter { Value = ids });
        job.Parameters.Add(new NpgsqlParameter { Value = batch });
        var row = new NpgsqlBatchCommand(
            "INSERT INTO jobs.dispatch_batches (id, created_at, claimed_until, job_ids) VALUES ($2, now(), now() - interval '1 second', $1)");
        row.Parameters.Add(new NpgsqlParameter { Value = ids });
        row.Parameters.Add(new NpgsqlParameter { Value = batch });
        crash.BatchCommands.Add(job);
        crash.BatchCommands.Add(row);
        await crash.ExecuteNonQueryAsync();

        foreach (var id in ids)
        {
            var assigned = await worker.AssignedAsync(id, attempt: 1);
            assigned.Input.GetProperty("text").GetString()!.Length.ShouldBe(200_000);
            await worker.EndAsync(assigned);
        }

        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.dispatch_batches WHERE id = $1", batch) == 0);
        ids.ShouldAllBe(id => worker.DeliveriesOf(id, 1) == 1);
    }

    [Fact]
    public async Task A_job_whose_message_was_lost_is_published_again_as_a_new_attempt()
    {
        var queue = JobQueues.ForLane(JobQueues.ShortLane, JobPriority.Low);
        await using var connection = await new ConnectionFactory { Uri = new Uri(jobs.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments());
        var job = jobs.NewJob() with { Priority = JobPriority.Low };
        await jobs.SubmitAsync(job);
        await Eventually.BecomesTrueAsync(async () => await channel.MessageCountAsync(queue) > 0);
        await channel.QueuePurgeAsync(queue);

        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);

        // An attempt that does not end soon enough is followed by another one; the latest counts.
        await Eventually.BecomesTrueAsync(async () =>
        {
            await worker.EndAsync(await worker.AssignedAsync(job.Id));
            return (await jobs.GetAsync(job.Id)).State == JobState.Succeeded;
        });
        (await jobs.GetAsync(job.Id)).Attempt.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_job_whose_message_was_lost_keeps_its_permit()
    {
        var queue = JobQueues.ForLane(JobQueues.LongLane, JobPriority.Low);
        await using var connection = await new ConnectionFactory { Uri = new Uri(jobs.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments());
        await using var worker = await ReportSlotsAsync(1);
        var owner = Guid.CreateVersion7();
        var first = Long(owner);
        var next = Long(owner);
        await jobs.SubmitAsync(first);
        await Eventually.BecomesTrueAsync(async () => await channel.MessageCountAsync(queue) > 0);
        await jobs.SubmitAsync(next);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.turns WHERE job_id = $1", next.Id) == 1);
        await channel.QueuePurgeAsync(queue);

        // It is published again as its next attempt; the jobs behind it still wait.
        await Eventually.BecomesTrueAsync(async () => await channel.MessageCountAsync(queue) > 0);
        (await jobs.GetAsync(first.Id)).Attempt.ShouldBe(2);
        (await jobs.ScalarAsync<int>("SELECT attempt FROM jobs.turns WHERE job_id = $1 AND given_at IS NOT NULL", first.Id)).ShouldBe(2);
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.turns WHERE job_id = $1 AND given_at IS NULL", next.Id)).ShouldBe(1);
        await CancelAsync(first, next);
        await channel.QueuePurgeAsync(queue);
    }

    [Fact]
    public async Task A_lost_job_with_a_permit_is_found_even_if_other_jobs_waited_longer_for_theirs()
    {
        var queue = JobQueues.ForLane(JobQueues.LongLane, JobPriority.Low);
        await using var connection = await new ConnectionFactory { Uri = new Uri(jobs.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments());
        await using var worker = await ReportSlotsAsync(8);
        var lost = Long(Guid.CreateVersion7());
        await jobs.SubmitAsync(lost);
        (await TakeAsync(channel, queue)).JobId.ShouldBe(lost.Id);

        // One job stays in the queue, so that it is never empty; the other became due an hour ago and has got its permit only now.
        var taken = Long(Guid.CreateVersion7());
        var waiting = Long(Guid.CreateVersion7());
        await jobs.SubmitAsync(taken);
        var begun = await TakeAsync(channel, queue);
        begun.JobId.ShouldBe(taken.Id);
        await jobs.SubmitAsync(waiting);
        await Eventually.BecomesTrueAsync(async () => await channel.MessageCountAsync(queue) > 0);
        await jobs.ScalarAsync<object>("UPDATE jobs.jobs SET queued_at = now() - interval '1 hour' WHERE id = ANY ($1)", new[] { lost.Id, taken.Id });
        await jobs.ScalarAsync<object>("UPDATE jobs.turns SET given_at = now() - interval '10 seconds' WHERE job_id = $1 AND attempt = 1", lost.Id);
        await worker.TakeLeaseAsync(begun);
        await worker.EndAsync(begun);

        // The next job triggers a round of permits.
        var last = Long(Guid.CreateVersion7());
        await jobs.SubmitAsync(last);
        await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(lost.Id)).Attempt == 2);
        (await jobs.GetAsync(waiting.Id)).Attempt.ShouldBe(1);
        await CancelAsync(lost, waiting, last);
        await channel.QueuePurgeAsync(queue);
    }

    [Fact]
    public async Task Migrations_run_once_and_a_changed_one_is_refused()
    {
        await Task.WhenAll(jobs.MigrateAsync(), jobs.MigrateAsync());
        await jobs.ScalarAsync<object>("UPDATE jobs.migrations SET checksum = 'other' WHERE name = '0001_jobs.sql'");
        await Should.ThrowAsync<InvalidOperationException>(jobs.MigrateAsync);
    }

    private SubmitJob Long(Guid owner) =>
        jobs.NewJob(JobKinds.Captions, """{"url":"https://example.org/a.mp3"}""") with { OwnerId = owner, Priority = JobPriority.Low };

    private async Task<FakeWorker> ReportSlotsAsync(int slots)
    {
        await jobs.ScalarAsync<object>("DELETE FROM jobs.worker_places");
        var worker = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        await worker.ReportAsync(longSlots: slots);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT coalesce(sum(places), 0) FROM jobs.worker_places") == slots);
        return worker;
    }

    private static Task<JobAssignment> TakeAsync(IChannel channel, string queue) => Eventually.GetAsync(async () =>
        await channel.BasicGetAsync(queue, autoAck: true) is { } message
            ? JsonSerializer.Deserialize(message.Body.Span, ContractsJson.Default.JobPack)!.Jobs.Single()
            : null);

    private async Task CancelAsync(params SubmitJob[] some)
    {
        foreach (var job in some)
        {
            (await jobs.ActAsync(job.Id, JobAction.Cancel, JobManagerFixture.ActorOf(job.OwnerId))).EnsureSuccess();
        }
    }

    /// <summary>Considers jobs lost early, but batches unpublished only after longer than a machine may pause.</summary>
    public sealed class QuickToLose : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Dispatch:Claim"] = "00:00:10",
            ["Dispatch:ReclaimInterval"] = "00:00:00.300",
            ["Dispatch:LostAfter"] = "00:00:03",
            ["Dispatch:LostInterval"] = "00:00:00.500",
            ["Backlog:SampleInterval"] = "00:00:00.500",
        };
    }
}
