using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Backlog;
using Platform.JobManager.Blocks;
using Platform.JobManager.Database;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

/// <summary>Statements that run for every job keep good plans while the table grows from empty to a large backlog.</summary>
public sealed class PlanTests(PlanTests.LongTimes jobs) : IClassFixture<PlanTests.LongTimes>
{
    private const int Backlog = 100_000;

    [Fact]
    public async Task No_statement_scans_a_backlog_that_grows_from_empty_to_100000_jobs()
    {
        // A wrong plan would be made while the table is empty.
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq, takesJobs: false);
        SubmitJob[] first = [jobs.NewJob(), jobs.NewJob()];
        await jobs.SubmitAsync(first);
        await CompleteAsync(worker, first.Select(job => job.Id));
        await StateIsAsync(first[1].Id, JobState.Succeeded);
        await ReportBlocksAsync(worker);

        for (var stored = 0; stored < Backlog; stored += 4000)
        {
            await jobs.SubmitAsync([.. Enumerable.Range(0, 4000).Select(_ => jobs.NewJob())]);
        }

        await SettleAsync();
        var before = await ReadsAsync();
        SubmitJob[] last = [.. Enumerable.Range(0, 2000).Select(i => i % 2 == 0 ? jobs.NewJob() : jobs.NewJob() with { IdempotencyKey = $"k{i}", Fingerprint = "f" })];
        await jobs.SubmitAsync(last);
        await CompleteAsync(worker, last.Select(job => job.Id));
        await StateIsAsync(last[^1].Id, JobState.Succeeded);
        await SettleAsync();
        var after = await ReadsAsync();
        (after.Scans - before.Scans).ShouldBe(0);

        // A few row reads for each job, whatever the size of the backlog.
        (after.Read - before.Read).ShouldBeLessThan(last.Length * 10);
        await LargestOwnersAreFoundInWhatWaitsAsync();
        await EveryPlanUsesIndexesAsync();
    }

    private static async Task CompleteAsync(FakeWorker worker, IEnumerable<Guid> ids)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var chunk in ids.Chunk(500))
        {
            await worker.ReportAsync(completed: [.. chunk.Select(id => new AttemptCompleted(id, 1, AttemptOutcome.Succeeded, now, now))]);
        }
    }

    /// <summary>Reports all that can be said of blocks, so often that the statements are prepared.</summary>
    private async Task ReportBlocksAsync(FakeWorker worker)
    {
        for (var i = 1; i <= 10; i++)
        {
            var block = new AttemptRef(Guid.CreateVersion7(), 1);
            var now = TimeProvider.System.GetUtcNow();
            await worker.ReportAsync(blocks: new BlockReport(
                [new BlockOffer(Guid.CreateVersion7(), 1, i, [1, 2])],
                [new AttemptStarted(block.JobId, block.Attempt, now)],
                [block],
                [new AttemptCompleted(block.JobId, block.Attempt, AttemptOutcome.Succeeded, now, now)]));
            await worker.CommandedAsync(command => command.Refused, block);
        }

        await using var connection = await jobs.Services.GetRequiredService<JobDatabase>().Hot.OpenConnectionAsync();
        await using var ended = new NpgsqlCommand(JobSql.Files.Read(typeof(BlockStore), "delete-ended"), connection);
        await ended.PrepareAsync();
    }

    private Task StateIsAsync(Guid id, JobState state) => Eventually.BecomesTrueAsync(async () => (await jobs.GetAsync(id)).State == state);

    /// <summary>Makes all sessions of the service report their statistics now instead of some seconds after they become idle.</summary>
    private async Task SettleAsync()
    {
        (long, long) last = (-1, -1);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var database = jobs.Services.GetRequiredService<JobDatabase>();
                await Task.WhenAll(FlushAsync(database.Hot), FlushAsync(database.Relaxed), FlushAsync(database.Query));
                var now = await ReadsAsync();
                var still = now == last;
                last = now;
                return still;
            },
            TimeSpan.FromSeconds(60));
    }

    private static async Task FlushAsync(NpgsqlDataSource source) => await OnAllConnectionsAsync(source, async connection =>
    {
        await using var flush = new NpgsqlCommand("SELECT pg_stat_force_next_flush()", connection);
        await flush.ExecuteNonQueryAsync();
    });

    /// <summary>Opens as many connections as the pool keeps, so that all used ones are among them.</summary>
    private static async Task OnAllConnectionsAsync(NpgsqlDataSource source, Func<NpgsqlConnection, Task> run)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                connections.Add(await source.OpenConnectionAsync());
            }

            foreach (var connection in connections)
            {
                await run(connection);
            }
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task<(long Scans, long Read)> ReadsAsync()
    {
        await using var command = jobs.Database.CreateCommand(
            "SELECT seq_scan, seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relid = 'jobs.jobs'::regclass");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The count by owner reads each waiting row at most once.</summary>
    private async Task LargestOwnersAreFoundInWhatWaitsAsync()
    {
        var stranger = Guid.CreateVersion7();
        await jobs.SubmitAsync([.. Enumerable.Range(0, 2000).Select(i => jobs.NewJob(i % 2 == 0 ? JobKinds.Probe : JobKinds.Captions) with { OwnerId = stranger })]);
        await SettleAsync();
        var before = await ReadsAsync();
        await using (var connection = await jobs.Services.GetRequiredService<JobDatabase>().Hot.OpenConnectionAsync())
        {
            (await LargestOwnersQuery.FindAsync(connection, Backlog + 2000, Backlog + 1000, CancellationToken.None)).ShouldBe(new LargestOwners(jobs.Owner, jobs.Owner));
            (await LargestOwnersQuery.FindAsync(connection, 4 * Backlog, 4 * Backlog, CancellationToken.None)).ShouldBe(LargestOwners.None);
            var (name, parameters, _) = (await PreparedAsync(connection)).Single(statement => statement.Sql.Contains("2 * count(*)", StringComparison.Ordinal));
            var plan = string.Join('\n', await ExplainAsync(connection, name, parameters));
            plan.ShouldMatch("Index (Only )?Scan using jobs_pkey", plan);
            plan.ShouldMatch("jobs_(owner_)?shelf", plan);
        }

        await SettleAsync();
        var after = await ReadsAsync();
        (after.Scans - before.Scans).ShouldBe(0);

        // Ended jobs are above the low-water mark as well, because it does not advance during the test.
        (after.Read - before.Read).ShouldBeLessThan(2 * (Backlog + 10_000));
    }

    /// <summary>Explains every statement that is prepared on a connection of the service, on the same connection.</summary>
    private async Task EveryPlanUsesIndexesAsync()
    {
        var explained = 0;
        await OnAllConnectionsAsync(jobs.Services.GetRequiredService<JobDatabase>().Hot, async connection =>
        {
            foreach (var (name, parameters, sql) in await PreparedAsync(connection))
            {
                var plan = await ExplainAsync(connection, name, parameters);
                plan.ShouldNotContain(line => line.Contains("Seq Scan on jobs", StringComparison.Ordinal), $"{sql}\n{string.Join('\n', plan)}");
                explained++;
            }
        });
        explained.ShouldBeGreaterThan(5);
    }

    private static async Task<List<string>> ExplainAsync(NpgsqlConnection connection, string name, int parameters)
    {
        var arguments = parameters == 0 ? string.Empty : $"({string.Join(", ", Enumerable.Repeat("NULL", parameters))})";
        await using var explain = new NpgsqlCommand($"EXPLAIN EXECUTE \"{name}\"{arguments}", connection);
        var plan = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        return plan;
    }

    private static async Task<List<(string Name, int Parameters, string Sql)>> PreparedAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT name, cardinality(parameter_types), statement FROM pg_prepared_statements WHERE statement LIKE '%jobs.%' AND statement NOT LIKE '%pg_%'", connection);
        var prepared = new List<(string, int, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            prepared.Add((reader.GetString(0), reader.GetInt32(1), reader.GetString(2)));
        }

        return prepared;
    }

    /// <summary>Disables background work during the test.</summary>
    public sealed class LongTimes : JobManagerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Backlog:SampleInterval"] = "01:00:00",
            ["Dispatch:ReclaimInterval"] = "01:00:00",
            ["Dispatch:LostInterval"] = "01:00:00",
            ["Retention:Interval"] = "01:00:00",
        };
    }
}
