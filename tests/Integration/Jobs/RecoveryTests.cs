using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Platform.Integration.Jobs;

public sealed class RecoveryTests(JobManagerFixture jobs) : IClassFixture<JobManagerFixture>
{
    [Fact]
    public async Task What_a_replica_committed_and_never_published_is_published_by_another()
    {
        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        var id = Guid.CreateVersion7();
        await using NpgsqlBatch crash = jobs.Database.CreateBatch();
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

        JobAssignment assigned = await worker.AssignedAsync(id);
        assigned.Input.GetProperty("sleep_ms").GetInt32().ShouldBe(1);
        await Eventually.BecomesTrueAsync(async () => await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.dispatch_batches WHERE id = $1", id) == 0);
        worker.AssignmentsOf(id).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_whose_message_the_broker_lost_is_published_again_as_a_new_attempt()
    {
        SubmitJob job = jobs.NewJob() with { Priority = JobPriority.Low };
        await jobs.SubmitAsync(job);
        string queue = JobQueues.ForLane(JobQueues.ShortLane, JobPriority.Low);
        await using IConnection connection = await new ConnectionFactory { Uri = new Uri(jobs.RabbitMq) }.CreateConnectionAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        await Eventually.BecomesTrueAsync(async () => await channel.MessageCountAsync(queue) > 0);
        await channel.QueuePurgeAsync(queue);

        await using PlayedWorker worker = await PlayedWorker.StartAsync(jobs.RabbitMq);
        JobAssignment again = await worker.AssignedAsync(job.Id, attempt: 2);
        await worker.EndAsync(again);
        await Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(job.Id)).State == JobState.Succeeded);
    }

    [Fact]
    public async Task Migrations_run_once_and_refuse_to_be_rewritten()
    {
        await Task.WhenAll(jobs.MigrateAsync(), jobs.MigrateAsync());
        await jobs.ScalarAsync<object>("UPDATE jobs.migrations SET checksum = 'other' WHERE name = '0001_jobs.sql'");
        await Should.ThrowAsync<InvalidOperationException>(jobs.MigrateAsync);
    }
}
