using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.JobManager.Database;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>The statements that run for every message keep their plans while a queue grows from nothing to 100,000 and drains.</summary>
public sealed class PlanTests(PlanTests.LongTimes fixture) : IClassFixture<PlanTests.LongTimes>
{
    private const int Backlog = 100_000;

    [Fact]
    public async Task A_queue_that_grows_from_nothing_to_100000_and_drains_is_never_scanned()
    {
        InternalBroker broker = fixture.Broker;
        string queue = fixture.NewName("plan");
        await broker.CreateAsync(new CreateQueueRequest(queue));

        // The empty table is where a wrong plan would be made: every kind of statement runs once while it is.
        await broker.PublishAsync(queue, "[1,0]");
        await broker.PublishAsync(queue, LifecycleTests.Message("2", priority: 1, group: "g", key: "k"), LifecycleTests.Message("3", group: "g"));
        IReadOnlyList<MessageResponse> first = await broker.ClaimAsync(queue, 3);
        await broker.SettleAsync(SettleAction.Extend, first[0], 60);
        await broker.SettleAsync(SettleAction.Requeue, first[0]);
        await broker.SettleAsync(SettleAction.Ack, first[1]);
        while (await broker.ClaimAsync(queue, 3) is { Count: > 0 } more)
        {
            await broker.SettleAsync(SettleAction.Ack, more.Select(m => (m.Id, m.Receipt)));
        }

        string[] some = [.. Enumerable.Repeat("[{\"n\":1},0]", 4000)];
        for (int stored = 0; stored < Backlog; stored += some.Length)
        {
            await broker.PublishAsync(queue, some);
        }

        await SettleAsync();
        (long scans, long read) before = await ReadsAsync();
        const int rounds = 50;
        for (int i = 0; i < rounds; i++)
        {
            MessageResponse message = (await broker.ClaimAsync(queue)).Single();
            (await broker.SettleAsync(SettleAction.Ack, message)).Outcomes.Single().ShouldBe(CallOutcome.Done);
        }

        await SettleAsync();
        (long scans, long read) after = await ReadsAsync();
        (after.scans - before.scans).ShouldBe(0);

        // A few rows for each message; the backlog of 100,000 plays no part.
        (after.read - before.read).ShouldBeLessThan(rounds * 20);
        await EveryPlanUsesIndexesAsync();

        long drained = rounds;
        while (await broker.ClaimAsync(queue, 1000) is { Count: > 0 } taken)
        {
            drained += taken.Count;
            (await broker.SettleAsync(SettleAction.Ack, taken.Select(m => (m.Id, m.Receipt)))).Outcomes.ShouldAllBe(outcome => outcome == CallOutcome.Done);
        }

        drained.ShouldBe(Backlog);
        (await broker.GetAsync(queue)).MessagesPending.ShouldBe(0);
    }

    private async Task SettleAsync()
    {
        (long, long) last = (-1, -1);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                JobDatabase database = fixture.Services.GetRequiredService<JobDatabase>();
                foreach ((NpgsqlDataSource source, int connections) in ((NpgsqlDataSource, int)[])[(database.Hot, 8), (database.Relaxed, 3), (database.Query, 8)])
                {
                    await OnAllConnectionsAsync(source, connections, async connection =>
                    {
                        await using var flush = new NpgsqlCommand("SELECT pg_stat_force_next_flush()", connection);
                        await flush.ExecuteNonQueryAsync();
                    });
                }

                (long, long) now = await ReadsAsync();
                bool still = now == last;
                last = now;
                return still;
            },
            TimeSpan.FromSeconds(60));
    }

    private static async Task OnAllConnectionsAsync(NpgsqlDataSource source, int count, Func<NpgsqlConnection, Task> run)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                connections.Add(await source.OpenConnectionAsync());
            }

            foreach (NpgsqlConnection connection in connections)
            {
                await run(connection);
            }
        }
        finally
        {
            foreach (NpgsqlConnection connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task<(long Scans, long Read)> ReadsAsync()
    {
        await using NpgsqlCommand command = fixture.Database.CreateCommand(
            "SELECT seq_scan, seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relid = 'jobs.messages'::regclass");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task EveryPlanUsesIndexesAsync()
    {
        var explained = new HashSet<string>(StringComparer.Ordinal);
        await OnAllConnectionsAsync(fixture.Services.GetRequiredService<JobDatabase>().Hot, 8, async connection =>
        {
            foreach ((string name, int parameters, string sql) in await PreparedAsync(connection))
            {
                string arguments = parameters == 0 ? string.Empty : $"({string.Join(", ", Enumerable.Repeat("NULL", parameters))})";
                await using var explain = new NpgsqlCommand($"EXPLAIN EXECUTE \"{name}\"{arguments}", connection);
                var plan = new List<string>();
                await using NpgsqlDataReader reader = await explain.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    plan.Add(reader.GetString(0));
                }

                string text = $"{sql}\n{string.Join('\n', plan)}";
                plan.ShouldNotContain(line => line.Contains("Seq Scan on", StringComparison.Ordinal), text);
                if (sql.Contains("receipt = p.receipt", StringComparison.Ordinal))
                {
                    text.ShouldContain("Index Scan using messages_ready");
                    text.ShouldContain("Tid Scan on messages");
                }
                else if (sql.Contains("DELETE FROM jobs.messages m USING unnest", StringComparison.Ordinal))
                {
                    text.ShouldContain("Index Scan using messages_pkey");
                }

                explained.Add(sql);
            }
        });
        explained.Count.ShouldBeGreaterThanOrEqualTo(6, string.Join('\n', explained));
    }

    private static async Task<List<(string Name, int Parameters, string Sql)>> PreparedAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT name, cardinality(parameter_types), statement FROM pg_prepared_statements WHERE statement LIKE '%jobs.messages%' AND statement NOT LIKE '%pg_%'", connection);
        var prepared = new List<(string, int, string)>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            prepared.Add((reader.GetString(0), reader.GetInt32(1), reader.GetString(2)));
        }

        return prepared;
    }

    /// <summary>No background work within the time of the test.</summary>
    public sealed class LongTimes : BrokerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Queues:SweepInterval"] = "01:00:00",
            ["Queues:SampleInterval"] = "01:00:00",
            ["Backlog:SampleInterval"] = "01:00:00",
            ["Retention:Interval"] = "01:00:00",
        };
    }
}
