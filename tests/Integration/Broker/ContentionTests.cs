using Npgsql;
using Platform.Broker.Messages;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Concurrent writers of the same rows, each stopped in the middle of its transaction.</summary>
public sealed class ContentionTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly InternalBroker _broker = fixture.Broker;

    [Fact]
    public async Task A_group_continues_if_its_next_message_expires_while_the_first_is_acknowledged()
    {
        var (queue, id) = await NewQueueAsync();
        await _broker.PublishAsync(queue, Grouped("1"), InternalBroker.Message("2", ttl: 60, group: "g"), Grouped("3"));
        var one = (await _broker.ClaimAsync(queue)).Single();
        await using var counts = await HoldCountsAsync(id, CountSlots.Sweeper);
        await fixture.ScalarAsync<object>("UPDATE broker.messages SET expires_at = now() WHERE queue_id = $1 AND expires_at IS NOT NULL", id);
        await WaitAsync(1);

        // The second message has expired in a transaction that is not committed yet.
        var settled = _broker.SettleAsync(SettleAction.Ack, one);
        await WaitAsync(2);
        await counts.LetGoAsync();
        (await settled).Outcomes.ShouldBe([CallOutcome.Done]);
        (await _broker.ClaimAsync(queue, 10)).Single().Content.GetRawText().ShouldBe("3");
        (await _broker.SearchAsync(queue, MessageStatus.Failed)).Messages.Single().Content.GetRawText().ShouldBe("2");
    }

    [Fact]
    public async Task Concurrent_publishers_cannot_exceed_the_limit_of_a_queue()
    {
        var queue = await _broker.CreateAsync(new CreateQueueRequest(fixture.NewName(), MaxMessages: 5));
        MessagesToPublish[] calls = [.. Enumerable.Repeat(_broker.ToPublish(queue.Name, InternalBroker.Message("1")), 5)];
        var published = Enumerable.Range(0, 8).Select(_ => _broker.PublishAsync(calls));
        CallOutcome[] outcomes = [.. (await Task.WhenAll(published)).SelectMany(results => results).Select(one => one.Outcome)];
        outcomes.Count(outcome => outcome == CallOutcome.Done).ShouldBe(5);
        outcomes.Count(outcome => outcome == CallOutcome.QueueFull).ShouldBe(35);

        // Refused messages have released their reservation.
        var one = (await _broker.ClaimAsync(queue.Name)).Single();
        (await _broker.SettleAsync(SettleAction.Ack, one)).Outcomes.ShouldBe([CallOutcome.Done]);

        // A sample that saw the stored messages before they were added counts them twice until the next one.
        await Eventually.BecomesTrueAsync(async () => (await _broker.PublishAsync(queue.Name, InternalBroker.Message("1"))).Outcome == CallOutcome.Done);
    }

    [Fact]
    public async Task A_purge_and_an_acknowledgement_in_one_group_do_not_deadlock()
    {
        var (queue, id) = await NewQueueAsync();
        await _broker.PublishAsync(queue, Grouped("1"), Grouped("2"), Grouped("3"));
        var one = (await _broker.ClaimAsync(queue)).Single();
        await using var counts = await HoldCountsAsync(id, CountSlots.Maintenance);
        var purged = _broker.PurgeAsync(queue);
        await WaitAsync(1);
        var settled = _broker.SettleAsync(SettleAction.Ack, one);
        await WaitAsync(2);
        await counts.LetGoAsync();
        (await purged).ShouldBe(2);
        (await settled).Outcomes.ShouldBe([CallOutcome.Done]);
        await _broker.PublishAsync(queue, Grouped("4"));
        (await _broker.ClaimAsync(queue, 10)).Single().Content.GetRawText().ShouldBe("4");
    }

    [Fact]
    public async Task A_publisher_waiting_for_a_group_does_not_block_others()
    {
        var (queue, id) = await NewQueueAsync();
        await using var other = await fixture.Database.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync(other, "SELECT pg_advisory_xact_lock($1)", GroupOrder.LockOf(id, "g"));

        // One commit with a call of plain messages and one that must wait.
        var published = _broker.PublishAsync(_broker.ToPublish(queue, InternalBroker.Message("1")), _broker.ToPublish(queue, Grouped("2")));
        await WaitAsync(1);

        // Like another replica that publishes to the group.
        await ExecuteAsync(other, "SET LOCAL lock_timeout = '500ms'");
        for (var lane = 0; lane < CountSlots.PublishLanes; lane++)
        {
            await ExecuteAsync(other, TouchCounts, id, CountSlots.Publish(lane));
        }

        await transaction.CommitAsync();
        (await published).ShouldAllBe(result => result.Outcome == CallOutcome.Done);
        (await _broker.ClaimAsync(queue, 10)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_group_without_a_ready_message_is_repaired_in_the_background()
    {
        var (queue, id) = await NewQueueAsync();
        await _broker.PublishAsync(queue, Grouped("1"), Grouped("2"), Grouped("3"), InternalBroker.Message("4", group: "h"), InternalBroker.Message("5", group: "h"));
        var taken = await _broker.ClaimAsync(queue, 10);
        taken.Count.ShouldBe(2);
        await fixture.ScalarAsync<object>("DELETE FROM broker.messages WHERE queue_id = $1 AND id = $2", id, taken[0].Id);
        var two = await Eventually.GetAsync(async () => (await _broker.ClaimAsync(queue, 10)).SingleOrDefault());
        two.Content.GetRawText().ShouldBe("2");
    }

    [Fact]
    public async Task A_transaction_rolled_back_by_a_deadlock_is_retried_and_applied_once()
    {
        var (queue, id) = await NewQueueAsync();
        await _broker.PublishAsync(queue, Grouped("1"), Grouped("2"));
        await fixture.ScalarAsync<object>(
            $"""
            CREATE SEQUENCE broker.refusals;
            CREATE FUNCTION broker.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                -- Every other time; a sequence keeps what was rolled back.
                IF NEW.queue_id = {id} AND nextval('broker.refusals') % 2 = 1 THEN
                    RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON broker.queue_counts FOR EACH ROW EXECUTE FUNCTION broker.refuse();
            GRANT USAGE ON SEQUENCE broker.refusals TO broker
            """);
        try
        {
            var published = await _broker.PublishAsync(queue, InternalBroker.Message("3", group: "g", key: "k"));
            published.Outcome.ShouldBe(CallOutcome.Done);
            published.Duplicates.ShouldBeEmpty();
            var one = (await _broker.ClaimAsync(queue, 10)).Single();
            (await _broker.SettleAsync(SettleAction.Ack, one)).Outcomes.ShouldBe([CallOutcome.Done]);
            var two = (await _broker.ClaimAsync(queue, 10)).Single();
            (await _broker.SettleAsync(SettleAction.Fail, two)).Outcomes.ShouldBe([CallOutcome.Done]);
            (await _broker.PurgeAsync(queue)).ShouldBe(1);
            (await _broker.ReplayAsync(queue, new DeadLettersRequest(All: true))).ShouldBe(1);
        }
        finally
        {
            await fixture.ScalarAsync<object>("DROP TRIGGER refuse ON broker.queue_counts; DROP FUNCTION broker.refuse; DROP SEQUENCE broker.refusals");
        }

        var now = await _broker.GetAsync(queue);
        (now.MessagesPending, now.MessagesProcessing, now.MessagesProcessed, now.MessagesFailed, now.MessagesTotal).ShouldBe((1, 0, 1, 0, 3));
    }

    [Fact]
    public async Task A_message_whose_deduplication_id_expires_while_it_is_stored_is_new()
    {
        var (queue, id) = await NewQueueAsync();
        var first = await _broker.PublishAsync(queue, InternalBroker.Message("1", key: "k"));
        await fixture.ScalarAsync<object>(
            $"""
            CREATE FUNCTION broker.forget() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                DELETE FROM broker.message_keys WHERE queue_id = {id} AND deduplication_id = 'k';
                RETURN NULL;
            END $$;
            CREATE TRIGGER forget AFTER INSERT ON broker.message_keys FOR EACH STATEMENT EXECUTE FUNCTION broker.forget()
            """);
        PublishCallResult again;
        try
        {
            again = await _broker.PublishAsync(
                queue, InternalBroker.Message("2", key: "k"), InternalBroker.Message("3", key: "other"), InternalBroker.Message("4", key: "k"), InternalBroker.Message("5", priority: 1));
        }
        finally
        {
            await fixture.ScalarAsync<object>("DROP TRIGGER forget ON broker.message_keys; DROP FUNCTION broker.forget");
        }

        again.Outcome.ShouldBe(CallOutcome.Done);
        again.Ids.ShouldNotContain(first.Ids.Single());
        again.Ids.ShouldNotContain(0);
        again.Ids[2].ShouldBe(again.Ids[0]);
        again.Duplicates.Select(duplicate => duplicate.Index).ShouldBe([2]);
        (await _broker.ClaimAsync(queue, 10)).Select(m => m.Content.GetRawText()).Order(StringComparer.Ordinal).ShouldBe(["1", "2", "3", "5"]);
    }

    private const string TouchCounts =
        "INSERT INTO broker.queue_counts AS c (queue_id, slot) VALUES ($1, $2) ON CONFLICT (queue_id, slot) DO UPDATE SET pending = c.pending";

    private static MessageToPublish Grouped(string content) => InternalBroker.Message(content, group: "g");

    private async Task<(string Name, int Id)> NewQueueAsync()
    {
        var queue = await _broker.CreateAsync(new CreateQueueRequest(fixture.NewName()));
        return (queue.Name, queue.Id);
    }

    /// <summary>Locks a row of counts, so that a transaction stops after it has changed its messages.</summary>
    private async Task<Held> HoldCountsAsync(int queue, short slot)
    {
        var connection = await fixture.Database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, TouchCounts, queue, slot);
        return new Held(connection, transaction);
    }

    /// <summary>Waits until a number of sessions are blocked.</summary>
    private Task WaitAsync(long sessions) => Eventually.BecomesTrueAsync(async () => await fixture.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == sessions);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // A constant.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    private sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public Task LetGoAsync() => transaction.CommitAsync();

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
