using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Database;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Statements that run for every message keep good plans while a queue grows from empty to thousands of messages and drains.</summary>
public sealed class PlanTests(PlanTests.LongTimes fixture) : IClassFixture<PlanTests.LongTimes>
{
    [Fact]
    public Task No_statement_scans_a_queue_that_grows_from_empty_to_20000_messages_and_drains() => ShouldScanNothingAsync(20_000);

    [Fact]
    [Trait("Length", "long")]
    public Task No_statement_scans_a_queue_that_grows_from_empty_to_100000_messages_and_drains() => ShouldScanNothingAsync(100_000);

    private async Task ShouldScanNothingAsync(int backlog)
    {
        var broker = fixture.Broker;
        var queue = fixture.NewName("plan");
        await broker.CreateAsync(new CreateQueueRequest(queue));

        // A wrong plan would be made while the table is empty, so every kind of statement runs once at this time.
        await broker.PublishAsync(queue, InternalBroker.Message("1"));
        await broker.PublishAsync(queue, InternalBroker.Message("2", priority: 1, group: "g", key: "k"), InternalBroker.Message("3", group: "g"));
        var first = await broker.ClaimAsync(queue, 3);
        await broker.SettleAsync(SettleAction.Extend, first[0], 60);
        await broker.SettleAsync(SettleAction.Requeue, first[0]);
        await broker.SettleAsync(SettleAction.Ack, first[1]);
        while (await broker.ClaimAsync(queue, 3) is { Count: > 0 } more)
        {
            await broker.SettleAsync(SettleAction.Ack, more.Select(m => (m.Id, m.Receipt)));
        }

        MessageToPublish[] some = [.. Enumerable.Repeat(InternalBroker.Message("""{"n":1}"""), 4000)];
        for (var stored = 0; stored < backlog; stored += some.Length)
        {
            await broker.PublishAsync(queue, some);
        }

        await SettleAsync();
        var before = await ReadsAsync();
        const int rounds = 50;
        for (var i = 0; i < rounds; i++)
        {
            var message = (await broker.ClaimAsync(queue)).Single();
            (await broker.SettleAsync(SettleAction.Ack, message)).Outcomes.Single().ShouldBe(CallOutcome.Done);
        }

        await SettleAsync();
        var after = await ReadsAsync();
        (after.Scans - before.Scans).ShouldBe(0);

        // A few row reads for each message, whatever the size of the queue.
        (after.Read - before.Read).ShouldBeLessThan(rounds * 20);
        await EveryPlanUsesIndexesAsync();

        long drained = rounds;
        while (await broker.ClaimAsync(queue, 1000) is { Count: > 0 } taken)
        {
            drained += taken.Count;
            (await broker.SettleAsync(SettleAction.Ack, taken.Select(m => (m.Id, m.Receipt)))).Outcomes.ShouldAllBe(outcome => outcome == CallOutcome.Done);
        }

        drained.ShouldBe(backlog);
        (await broker.GetAsync(queue)).MessagesPending.ShouldBe(0);
    }

    [Fact]
    public async Task Reads_and_maintenance_cost_what_they_return_and_not_what_waits()
    {
        const int many = 30_000;
        var broker = fixture.Broker;
        var queue = fixture.NewName("wide");
        var id = (await broker.CreateAsync(new CreateQueueRequest(queue))).Id;
        foreach (var sql in (string[])
        [
            $"""
            INSERT INTO broker.messages (id, rank, created_at, queue_id, phase, content_type, content, failure)
            SELECT broker.next_message_id(), CASE phase WHEN 0 THEN 0 ELSE 1 END, now(), {id}, phase, 0, '1', CASE phase WHEN 3 THEN 'broken' END
            FROM generate_series(1, {many}) n, unnest(ARRAY[0, 3]) phase
            """,
            $"""
            INSERT INTO broker.messages (id, rank, created_at, queue_id, phase, content_type, content, available_at)
            SELECT broker.next_message_id(), 4e15, now(), {id}, 2, 0, '1', now() + interval '10 years' FROM generate_series(1, {many})
            """,
            $"""
            INSERT INTO broker.processed_messages (id, receipt, created_at, delivered_at, finished_at, queue_id, delivery_count, priority, content_type, content)
            SELECT broker.next_message_id(), 1, now(), now(), now(), {id}, 1, 0, 0, '1' FROM generate_series(1, {many})
            """,
            $"""
            INSERT INTO broker.queue_counts (queue_id, slot, published, pending, failed, processed, kept)
            VALUES ({id}, 11, {4 * many}, {2 * many}, {many}, {many}, {many})
            """,
        ])
        {
            await fixture.ScalarAsync<object>(sql);
        }

        await broker.PublishAsync(queue, InternalBroker.Text("last"));
        var other = fixture.NewName("other");
        await broker.CreateAsync(new CreateQueueRequest(other));
        await broker.PublishAsync(other, InternalBroker.Message("1"), InternalBroker.Message("2"));
        List<long> dead = [.. (await broker.SearchAsync(queue, MessageStatus.Failed, limit: 100)).Messages.Select(m => m.Id)];

        // Before the first ANALYZE of the table, and after it.
        foreach (var analyzed in (bool[])[false, true])
        {
            if (analyzed)
            {
                await fixture.ScalarAsync<object>("ANALYZE broker.messages, broker.processed_messages");
            }

            // The service reads for itself meanwhile, now and then.
            await Eventually.PassesAsync(() => ReadsAtMostAsync(0, async () => (await broker.TotalsAsync()).Failed.ShouldBeGreaterThan(many - 1000)));
            await Eventually.PassesAsync(() => ReadsAtMostAsync(5, async () => (await broker.GetAsync(queue)).MessagesPending.ShouldBeGreaterThan(2 * many)));
            foreach (var status in (MessageStatus?[])[null, MessageStatus.Processed, MessageStatus.Failed])
            {
                await ReadsAtMostAsync(200, async () => (await broker.SearchAsync(queue, status, limit: 50)).Messages.Count.ShouldBe(50));

                // More often than a session goes on making plans for the values at hand.
                await ReadsAtMostAsync(2_500, async () =>
                {
                    for (var i = 0; i < 10; i++)
                    {
                        (await broker.PagesAsync([queue, other], status, limit: 50))[queue].Count.ShouldBe(50);
                    }
                });
            }

            await ReadsAtMostAsync(50, async () => (await broker.MessageAsync(dead[0])).Status.ShouldBe(MessageStatus.Failed));

            // More often than a session goes on making plans for the values at hand.
            await ReadsAtMostAsync(300, async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    (await broker.ReplayAsync(queue, new DeadLettersRequest(Ids: [dead[0], dead[1]]))).ShouldBe(2);
                    dead.RemoveRange(0, 2);
                }
            });
            (await broker.ReplayAsync(queue, new DeadLettersRequest(Filter: new DeadLetterFilter(Reason: "unheard of")))).ShouldBe(0);
            (await broker.PurgeDeadAsync(queue, new DeadLettersRequest(Ids: dead[..2]))).ShouldBe(2);
            dead.RemoveRange(0, 2);
        }

        // A purge reads the queue once, in small commits: it finds messages, with dead ones between them, locks and deletes them.
        await ReadsAtMostAsync(8 * many, async () => (await broker.PurgeAsync(queue)).ShouldBe((2 * many) + 1 + 40));
        (await broker.GetAsync(queue)).MessagesPending.ShouldBe(0);
        await EveryPlanUsesIndexesAsync();
    }

    private async Task ReadsAtMostAsync(long rows, Func<Task> act)
    {
        await SettleAsync();
        var before = await ReadsAsync();
        await act();
        await SettleAsync();
        var after = await ReadsAsync();
        (after.Scans - before.Scans).ShouldBe(0, "no table may be read as a whole");
        (after.Read - before.Read).ShouldBeLessThanOrEqualTo(rows);
    }

    private async Task SettleAsync()
    {
        (long, long) last = (-1, -1);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var database = fixture.Services.GetRequiredService<BrokerDatabase>();
                foreach (var (source, connections) in ((NpgsqlDataSource, int)[])[(database.Hot, 8), (database.Relaxed, 3), (database.Query, 8), (database.Search, ServiceDatabase.MaxConcurrentSearches)])
                {
                    await OnAllConnectionsAsync(source, connections, async connection =>
                    {
                        await using var flush = new NpgsqlCommand("SELECT pg_stat_force_next_flush()", connection);
                        await flush.ExecuteNonQueryAsync();
                    });
                }

                var now = await ReadsAsync();
                var still = now == last;
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
            for (var i = 0; i < count; i++)
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
        await using var command = fixture.Database.CreateCommand(
            """
            SELECT (sum(seq_scan) FILTER (WHERE relname = 'messages'))::bigint, sum(seq_tup_read + idx_tup_fetch)::bigint
            FROM pg_stat_user_tables WHERE schemaname = 'broker' AND (relname = 'messages' OR relname LIKE 'processed\_messages\_%')
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task EveryPlanUsesIndexesAsync()
    {
        var database = fixture.Services.GetRequiredService<BrokerDatabase>();
        var large = new List<string>();
        await using (var command = fixture.Database.CreateCommand("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'broker' AND n_live_tup > 1000"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                large.Add(reader.GetString(0));
            }
        }

        // Collected over both tests: statements that run only at the start may have been evicted from their session by those of the first test.
        var explained = fixture.Explained;

        // All connections but one, which a listener may hold: a statement that ran once is prepared on one connection only.
        foreach (var (source, connections) in ((NpgsqlDataSource, int)[])[(database.Hot, 11), (database.Relaxed, 3), (database.Query, 7), (database.Search, ServiceDatabase.MaxConcurrentSearches - 1)])
        {
            await OnAllConnectionsAsync(source, connections, async connection =>
            {
                // The generic plan, which a session uses after some executions; connections of the hot paths always use it.
                await ExecuteAsync(connection, "SET plan_cache_mode = force_generic_plan");
                foreach (var (name, parameters, sql) in await PreparedAsync(connection))
                {
                    var text = $"{sql}\n{await ExplainAsync(connection, name, parameters)}";
                    foreach (var table in large)
                    {
                        text.ShouldNotContain($"Seq Scan on {table} ");
                    }

                    if (sql.Contains("receipt = p.receipt", StringComparison.Ordinal))
                    {
                        text.ShouldContain("Index Scan using messages_ready");
                        text.ShouldContain("Tid Scan on messages");
                    }
                    else if (sql.Contains("DELETE FROM broker.messages m USING unnest", StringComparison.Ordinal))
                    {
                        text.ShouldContain("Index Scan using messages_pkey");
                    }
                    else if (sql.Contains("phase IN (1, 2) AND rank <= $1", StringComparison.Ordinal))
                    {
                        text.ShouldContain("Index Scan using messages_due");
                    }
                    else if (sql.Contains("failure = 'expired'", StringComparison.Ordinal))
                    {
                        text.ShouldContain("Index Scan using messages_expiry");
                    }

                    explained.Add(sql);
                }

                await ExecuteAsync(connection, "RESET plan_cache_mode");
            });
        }

        explained.Count.ShouldBeGreaterThanOrEqualTo(8, string.Join('\n', explained));
        explained.ShouldContain(sql => sql.Contains("phase IN (1, 2) AND rank <= $1", StringComparison.Ordinal));
        explained.ShouldContain(sql => sql.Contains("failure = 'expired'", StringComparison.Ordinal));
    }

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string name, int parameters)
    {
        var arguments = parameters == 0 ? string.Empty : $"({string.Join(", ", Enumerable.Repeat("NULL", parameters))})";
#pragma warning disable CA2100 // The name of a prepared statement.
        await using var explain = new NpgsqlCommand($"EXPLAIN EXECUTE \"{name}\"{arguments}", connection);
#pragma warning restore CA2100
        var plan = new List<string>();
        await using var reader = await explain.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        return string.Join('\n', plan);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // A constant.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<(string Name, int Parameters, string Sql)>> PreparedAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT name, cardinality(parameter_types), statement FROM pg_prepared_statements WHERE (statement LIKE '%broker.messages%' OR statement LIKE '%broker.processed_messages%') AND statement NOT LIKE '%pg\\_%'", connection);
        var prepared = new List<(string, int, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            prepared.Add((reader.GetString(0), reader.GetInt32(1), reader.GetString(2)));
        }

        return prepared;
    }

    /// <summary>Runs background work only at the start, so that its statements are prepared and can be explained.</summary>
    public sealed class LongTimes : BrokerFixture, IAsyncLifetime
    {
        public HashSet<string> Explained { get; } = new(StringComparer.Ordinal);

        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            var queue = NewName("due");
            await Broker.CreateAsync(new CreateQueueRequest(queue));
            await Broker.PublishAsync(queue, InternalBroker.Message("1", delay: 60), InternalBroker.Message("2", ttl: 60, group: "g"));
            await StopServiceAsync();

            // These scan the table, so they must have run before a test starts to count.
            const string flush = "; SELECT pg_stat_force_next_flush()";
            await ScalarAsync<object>("UPDATE broker.messages SET rank = CASE phase WHEN 2 THEN 1 ELSE rank END, expires_at = expires_at - interval '1 day'" + flush);
            Start();
            await Eventually.BecomesTrueAsync(() => ScalarAsync<bool>(
                "SELECT count(*) FILTER (WHERE phase = 0) = 1 AND count(*) FILTER (WHERE phase = 3) = 1 FROM broker.messages" + flush));
        }

        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Queues:SweepInterval"] = "01:00:00",
            ["Queues:SampleInterval"] = "01:00:00",
        };
    }
}
