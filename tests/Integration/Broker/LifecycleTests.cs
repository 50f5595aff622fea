using Npgsql;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>The transitions of messages between states, in the real database.</summary>
public sealed class LifecycleTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly InternalBroker _broker = fixture.Broker;

    [Fact]
    public async Task A_message_is_published_delivered_once_and_acknowledged()
    {
        var queue = await NewQueueAsync();
        var published = await _broker.PublishAsync(queue, InternalBroker.Message("""{"a":[1,"\u0000é"]}"""), InternalBroker.Text("text"));
        published.Outcome.ShouldBe(CallOutcome.Done);
        published.Ids.Count.ShouldBe(2);

        var taken = await _broker.ClaimAsync(queue, 10);
        taken.Select(m => m.Id).ShouldBe(published.Ids);
        taken[0].Content.GetRawText().ShouldBe("""{"a":[1,"\u0000é"]}""");
        taken[0].DeliveryCount.ShouldBe(1);
        taken[1].ContentType.ShouldBe("text/plain");
        (await _broker.ClaimAsync(queue, 10)).ShouldBeEmpty();
        await CountsAsync(queue, pending: 0, processing: 2, processed: 0, failed: 0);

        (await _broker.SettleAsync(SettleAction.Ack, taken[0])).Outcomes.ShouldBe([CallOutcome.Done]);
        (await _broker.SettleAsync(SettleAction.Ack, taken[0])).Outcomes.ShouldBe([CallOutcome.AlreadyProcessed]);
        await CountsAsync(queue, pending: 0, processing: 1, processed: 1, failed: 0);
        (await _broker.GetAsync(queue)).MessageCount.ShouldBe(2);
        (await _broker.SearchAsync(queue, MessageStatus.Processed)).Messages.Single().Id.ShouldBe(taken[0].Id);
        (await _broker.SearchAsync(queue, MessageStatus.Processing)).Messages.Single().VisibleAt.ShouldNotBeNull();

        // Without a receipt, as the clients of the requirements document call it, the current delivery is settled.
        (await _broker.SettleAsync(SettleAction.Ack, [(taken[1].Id, null)])).Outcomes.ShouldBe([CallOutcome.Done]);
        (await _broker.SearchAsync(queue)).Messages.Select(m => m.Status).ShouldBe([MessageStatus.Processed, MessageStatus.Processed]);
    }

    [Fact]
    public async Task Pages_of_several_queues_omit_queues_that_the_user_may_not_read()
    {
        string[] queues = [await NewQueueAsync(), await NewQueueAsync(), await NewQueueAsync()];
        long[] first = [.. (await _broker.PublishAsync(queues[0], InternalBroker.Message("1"), InternalBroker.Message("2"), InternalBroker.Message("3"))).Ids];
        long[] second = [.. (await _broker.PublishAsync(queues[1], InternalBroker.Message("1"), InternalBroker.Message("2"))).Ids];
        (await _broker.SettleAsync(SettleAction.Ack, (await _broker.ClaimAsync(queues[0])).Single())).Outcomes.ShouldBe([CallOutcome.Done]);

        await PagesAsync(_broker, null, 2, null, [first[2], first[1]], [second[1], second[0]], []);
        await PagesAsync(_broker, MessageStatus.Pending, 200, null, [first[2], first[1]], [second[1], second[0]], []);
        await PagesAsync(_broker, MessageStatus.Processed, 200, null, [first[0]], [], []);
        await PagesAsync(_broker, MessageStatus.Failed, 200, null, [], [], []);
        await PagesAsync(_broker, null, 200, first[1], [first[0]], [], []);
        (await _broker.PagesAsync(["no-such-queue", queues[1], queues[1]])).Keys.ShouldBe([queues[1]]);
        (await new InternalBroker(fixture.Calls, Guid.CreateVersion7()).PagesAsync(queues)).ShouldBeEmpty();

        async Task PagesAsync(InternalBroker broker, MessageStatus? status, int limit, long? before, params long[][] ids)
        {
            var pages = await broker.PagesAsync(queues, status, limit, before);
            queues.Select(queue => string.Join(' ', pages[queue].Select(message => message.Id))).ShouldBe(ids.Select(page => string.Join(' ', page)), status.ToString());
        }
    }

    [Fact]
    public async Task Higher_priorities_are_delivered_first_and_equal_ones_in_order()
    {
        var queue = await NewQueueAsync();
        await _broker.PublishAsync(queue, InternalBroker.Message("1"), InternalBroker.Message("2", priority: 9), InternalBroker.Message("3"), InternalBroker.Message("4", priority: 9), InternalBroker.Message("5", priority: 1));
        (await _broker.ClaimAsync(queue, 10)).Select(m => m.Content.GetRawText()).ShouldBe(["2", "4", "5", "1", "3"]);
    }

    [Fact]
    public async Task An_unacknowledged_message_is_redelivered_up_to_the_limit_and_its_old_receipt_is_invalid()
    {
        var queue = await NewQueueAsync(new CreateQueueRequest("", MaxDeliveries: 2));
        await _broker.PublishAsync(queue, InternalBroker.Message("1"));
        var first = (await _broker.ClaimAsync(queue, visibility: 1)).Single();
        var second = await AgainAsync(queue, visibility: 60);
        second.Id.ShouldBe(first.Id);
        second.DeliveryCount.ShouldBe(2);
        second.DeliveredAt.ShouldNotBeNull();
        second.DeliveredAt.Value.ShouldBeGreaterThanOrEqualTo(first.VisibleAt!.Value);
        (await _broker.SettleAsync(SettleAction.Ack, first)).Outcomes.ShouldBe([CallOutcome.StaleReceipt]);

        await EndHoldsAsync(queue);
        var dead = await Eventually.GetAsync(async () => (await _broker.SearchAsync(queue, MessageStatus.Failed)).Messages.SingleOrDefault());
        dead.FailureReason.ShouldBe("max_deliveries");
        (await _broker.SettleAsync(SettleAction.Ack, second)).Outcomes.ShouldBe([CallOutcome.AlreadyFailed]);
        await CountsAsync(queue, pending: 0, processing: 0, processed: 0, failed: 1);

        (await _broker.ReplayAsync(queue, new DeadLettersRequest(Filter: new DeadLetterFilter(Reason: "expired")))).ShouldBe(0);
        (await _broker.ReplayAsync(queue, new DeadLettersRequest(Filter: new DeadLetterFilter(Reason: "max_deliveries")))).ShouldBe(1);
        var third = (await _broker.ClaimAsync(queue)).Single();
        third.DeliveryCount.ShouldBe(1);
        (await _broker.SettleAsync(SettleAction.Ack, third)).Outcomes.ShouldBe([CallOutcome.Done]);
    }

    [Fact]
    public async Task A_delivery_can_be_extended_requeued_released_and_failed()
    {
        var queue = await NewQueueAsync(new CreateQueueRequest("", MaxDeliveries: 3));
        await _broker.PublishAsync(queue, InternalBroker.Message("1"));
        var message = (await _broker.ClaimAsync(queue, visibility: 60)).Single();
        var extended = await _broker.SettleAsync(SettleAction.Extend, message, seconds: 600);
        extended.VisibleAt.ToDateTimeOffset().ShouldBeGreaterThan(message.VisibleAt!.Value.AddSeconds(500));

        // Like an earlier request that is executed later.
        (await _broker.SettleAsync(SettleAction.Extend, message, seconds: 10)).VisibleAt.ShouldBe(extended.VisibleAt);
        (await _broker.SettleAsync(SettleAction.Requeue, message, seconds: 60)).Outcomes.ShouldBe([CallOutcome.Done]);
        (await _broker.ClaimAsync(queue)).ShouldBeEmpty();
        (await _broker.SearchAsync(queue, MessageStatus.Pending)).Messages.Single().AvailableAt.ShouldNotBeNull();

        await EndDelaysAsync(queue);
        message = await AgainAsync(queue);
        message.DeliveryCount.ShouldBe(2);
        (await _broker.SettleAsync(SettleAction.Release, message)).Outcomes.ShouldBe([CallOutcome.Done]);
        message = (await _broker.ClaimAsync(queue)).Single();
        message.DeliveryCount.ShouldBe(2);
        (await _broker.SettleAsync(SettleAction.Requeue, message)).Failed.ShouldBeEmpty();
        message = (await _broker.ClaimAsync(queue)).Single();
        (await _broker.SettleAsync(SettleAction.Requeue, message, reason: "tired")).Failed.ShouldBe([0]);
        (await _broker.SearchAsync(queue, MessageStatus.Failed)).Messages.Single().FailureReason.ShouldBe("tired");
        await CountsAsync(queue, pending: 0, processing: 0, processed: 0, failed: 1);
    }

    [Fact]
    public async Task Messages_of_a_group_are_delivered_one_after_another()
    {
        var queue = await NewQueueAsync(new CreateQueueRequest("", MaxDeliveries: 1));
        await _broker.PublishAsync(queue, InternalBroker.Message("1", group: "a"), InternalBroker.Message("2", group: "b"), InternalBroker.Message("3", group: "a"), InternalBroker.Message("4"), InternalBroker.Message("5", group: "a"));
        var taken = await _broker.ClaimAsync(queue, 10);
        taken.Select(m => m.Content.GetRawText()).ShouldBe(["1", "2", "4"]);
        await _broker.PublishAsync(queue, InternalBroker.Message("6", group: "b"), InternalBroker.Message("7", group: "a"));
        (await _broker.ClaimAsync(queue, 10)).ShouldBeEmpty();

        // Acknowledged, failed and requeued for the last time: each makes the next message ready.
        await _broker.SettleAsync(SettleAction.Ack, taken[0]);
        var three = (await _broker.ClaimAsync(queue, 10)).Single();
        three.Content.GetRawText().ShouldBe("3");
        await _broker.SettleAsync(SettleAction.Fail, three);
        var five = (await _broker.ClaimAsync(queue, 10)).Single();
        five.Content.GetRawText().ShouldBe("5");
        await _broker.SettleAsync(SettleAction.Requeue, five);
        (await _broker.ClaimAsync(queue, 10)).Single().Content.GetRawText().ShouldBe("7");

        // A replayed dead letter waits behind the current delivery.
        (await _broker.ReplayAsync(queue, new DeadLettersRequest(Ids: [three.Id]))).ShouldBe(1);
        (await _broker.ClaimAsync(queue, 10)).ShouldBeEmpty();
        await _broker.SettleAsync(SettleAction.Ack, taken[1]);
        (await _broker.ClaimAsync(queue, 10)).Single().Content.GetRawText().ShouldBe("6");
    }

    [Fact]
    public async Task A_released_message_keeps_its_place_in_its_group()
    {
        var queue = await NewQueueAsync(new CreateQueueRequest("", MaxDeliveries: 10));
        await _broker.PublishAsync(queue, InternalBroker.Message("1", group: "a"), InternalBroker.Message("2", priority: 9, group: "a"), InternalBroker.Message("3", group: "b"));
        var one = (await _broker.ClaimAsync(queue)).Single();
        await _broker.SettleAsync(SettleAction.Requeue, one);
        (await _broker.ClaimAsync(queue)).Single().Id.ShouldBe(one.Id);

        // While it is delayed, its group waits as well; other groups do not.
        one = (await _broker.SearchAsync(queue, MessageStatus.Processing)).Messages.Single();
        (await _broker.SettleAsync(SettleAction.Requeue, [(one.Id, null)], seconds: 60)).Outcomes.ShouldBe([CallOutcome.Done]);
        var other = (await _broker.ClaimAsync(queue, 10)).Single();
        other.Content.GetRawText().ShouldBe("3");
        await _broker.SettleAsync(SettleAction.Ack, other);
        await EndDelaysAsync(queue);
        var again = await AgainAsync(queue);
        (again.Id, again.DeliveryCount).ShouldBe((one.Id, 3));
        await _broker.SettleAsync(SettleAction.Ack, again);
        (await _broker.ClaimAsync(queue, 10)).Single().Content.GetRawText().ShouldBe("2");
    }

    [Fact]
    public async Task Due_messages_are_ordered_by_priority_and_age()
    {
        var queue = await NewQueueAsync(new CreateQueueRequest("", DelaySeconds: 1));
        await _broker.PublishAsync(queue, InternalBroker.Message("1"), InternalBroker.Message("2", priority: 9), InternalBroker.Message("3", delay: 0), InternalBroker.Message("4", priority: 9, delay: 0), InternalBroker.Message("5", delay: 600));
        (await _broker.SearchAsync(queue, MessageStatus.Pending)).Messages.Count.ShouldBe(5);

        // The delay of the queue is used if the message has none.
        await Eventually.BecomesTrueAsync(() => fixture.ScalarAsync<bool>(
            "SELECT count(*) = 4 FROM broker.messages m JOIN broker.queues q ON q.id = m.queue_id WHERE q.name = $1 AND m.phase = 0", queue));
        (await _broker.ClaimAsync(queue, 10)).Select(m => m.Content.GetRawText()).ShouldBe(["2", "4", "1", "3"]);
    }

    [Fact]
    public async Task A_message_expires_by_the_lifetime_of_its_queue_and_a_replay_does_not_extend_it()
    {
        var queue = await NewQueueAsync(new CreateQueueRequest("", TtlSeconds: 60));
        await _broker.PublishAsync(queue, InternalBroker.Message("1"), InternalBroker.Message("2", delay: 600));
        var held = (await _broker.ClaimAsync(queue, visibility: 600)).Single();
        await EndLivesAsync(queue);
        await Eventually.BecomesTrueAsync(async () => (await _broker.SearchAsync(queue, MessageStatus.Failed)).Messages.Count == 1);

        // A delivered message does not expire; waiting messages do, delayed or not, and can be replayed.
        var dead = (await _broker.SearchAsync(queue, MessageStatus.Failed)).Messages.Single();
        (dead.Content.GetRawText(), dead.FailureReason).ShouldBe(("2", "expired"));
        (await _broker.SettleAsync(SettleAction.Ack, held)).Outcomes.ShouldBe([CallOutcome.Done]);
        (await _broker.ReplayAsync(queue, new DeadLettersRequest(Filter: new DeadLetterFilter(Reason: "expired")))).ShouldBe(1);
        var replayed = (await _broker.ClaimAsync(queue)).Single();
        (replayed.Id, replayed.ExpiresAt, replayed.DeliveryCount).ShouldBe((dead.Id, null, 1));
    }

    [Fact]
    public async Task Delays_and_lifetimes_end_without_a_call()
    {
        var queue = await NewQueueAsync();
        await _broker.PublishAsync(queue, InternalBroker.Message("1", delay: 60), InternalBroker.Message("2", ttl: 60, group: "g"), InternalBroker.Message("3", group: "g"));
        (await _broker.SearchAsync(queue, MessageStatus.Pending)).Messages.Count.ShouldBe(3);
        await EndDelaysAsync(queue);
        await EndLivesAsync(queue);
        var dead = await Eventually.GetAsync(async () => (await _broker.SearchAsync(queue, MessageStatus.Failed)).Messages.SingleOrDefault());
        dead.FailureReason.ShouldBe("expired");
        (await AgainAsync(queue)).Content.GetRawText().ShouldBeOneOf("1", "3");
        (await AgainAsync(queue)).Content.GetRawText().ShouldBeOneOf("1", "3");
    }

    [Fact]
    public async Task A_duplicate_within_the_window_is_not_stored()
    {
        var queue = await NewQueueAsync(new CreateQueueRequest("", DeduplicationSeconds: 60));
        var first = await _broker.PublishAsync(queue, InternalBroker.Message("1", key: "k"), InternalBroker.Message("2", key: "k"), InternalBroker.Message("3", key: "other"));
        first.Ids[1].ShouldBe(first.Ids[0]);
        first.Duplicates.Select(duplicate => duplicate.Index).ShouldBe([1]);
        var again = await _broker.PublishAsync(queue, InternalBroker.Message("4", key: "k"));
        again.Ids.Single().ShouldBe(first.Ids[0]);
        (again.Duplicates.Single().CreatedAt - first.CreatedAt).ToTimeSpan().Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(1));
        await CountsAsync(queue, pending: 2, processing: 0, processed: 0, failed: 0);
        await fixture.ScalarAsync<object>(
            "UPDATE broker.message_keys k SET expires_at = now() - interval '1 second' FROM broker.queues q WHERE q.id = k.queue_id AND q.name = $1", queue);
        (await _broker.PublishAsync(queue, InternalBroker.Message("5", key: "k"))).Duplicates.ShouldBeEmpty();
        await CountsAsync(queue, pending: 3, processing: 0, processed: 0, failed: 0);
    }

    [Fact]
    public async Task Purged_messages_do_not_count_as_duplicates_and_acknowledged_ones_do()
    {
        var queue = await NewQueueAsync();
        await _broker.PublishAsync(queue, InternalBroker.Message("1", key: "done"), InternalBroker.Message("2", key: "dead"));
        var taken = await _broker.ClaimAsync(queue, 2);
        (await _broker.SettleAsync(SettleAction.Ack, taken[0])).Outcomes.ShouldBe([CallOutcome.Done]);
        (await _broker.SettleAsync(SettleAction.Fail, taken[1])).Outcomes.ShouldBe([CallOutcome.Done]);
        await _broker.PublishAsync(queue, InternalBroker.Message("3", key: "ready"), InternalBroker.Message("4", key: "late", delay: 100), InternalBroker.Message("5", group: "g"), InternalBroker.Message("6", group: "g", key: "behind"));

        string[] keys = ["done", "dead", "ready", "late", "behind"];
        Task<PublishCallResult> PublishAllAsync() => _broker.PublishAsync(queue, [.. keys.Select(key => InternalBroker.Message("7", key: key))]);
        (await PublishAllAsync()).Duplicates.Count.ShouldBe(5);
        (await _broker.PurgeAsync(queue)).ShouldBe(4);
        (await PublishAllAsync()).Duplicates.Select(duplicate => duplicate.Index).ShouldBe([0, 1]);
        (await _broker.PurgeDeadAsync(queue, new DeadLettersRequest(All: true))).ShouldBe(1);
        (await PublishAllAsync()).Duplicates.Select(duplicate => duplicate.Index).ShouldBe([0, 2, 3, 4]);
        await CountsAsync(queue, pending: 4, processing: 0, processed: 1, failed: 0);
    }

    [Fact]
    public async Task A_duplicate_is_answered_with_the_state_of_the_first_message()
    {
        var queue = await NewQueueAsync();
        string[] keys = ["acknowledged", "dead", "under-way", "ready", "late"];
        await _broker.PublishAsync(queue, InternalBroker.Message("1", key: keys[0]), InternalBroker.Message("2", key: keys[1]), InternalBroker.Message("3", key: keys[2]));
        var taken = await _broker.ClaimAsync(queue, 3);
        (await _broker.SettleAsync(SettleAction.Ack, taken[0])).Outcomes.ShouldBe([CallOutcome.Done]);
        (await _broker.SettleAsync(SettleAction.Fail, taken[1])).Outcomes.ShouldBe([CallOutcome.Done]);
        await _broker.PublishAsync(queue, InternalBroker.Message("4", key: keys[3]), InternalBroker.Message("5", key: keys[4], delay: 100));

        // The last message repeats one of the same call, which is itself a duplicate.
        var again = await _broker.PublishAsync(queue, [.. keys.Append("dead").Select(key => InternalBroker.Message("6", key: key)), InternalBroker.Message("7", key: "new")]);
        again.Duplicates.Select(duplicate => (duplicate.Index, duplicate.State)).ShouldBe(
        [
            (0, MessageState.Processed), (1, MessageState.Failed), (2, MessageState.Processing), (3, MessageState.Pending), (4, MessageState.Pending), (5, MessageState.Failed),
        ]);
    }

    [Fact]
    public async Task A_purge_keeps_the_deduplication_id_of_a_later_message()
    {
        var queue = await NewQueueAsync();
        await _broker.PublishAsync(queue, InternalBroker.Message("1", key: "k"));
        await fixture.ScalarAsync<object>(
            "UPDATE broker.message_keys k SET expires_at = now() - interval '1 second' FROM broker.queues q WHERE q.id = k.queue_id AND q.name = $1", queue);
        await _broker.PublishAsync(queue, InternalBroker.Message("2", key: "k", priority: 1));
        (await _broker.ClaimAsync(queue)).Single().Content.GetRawText().ShouldBe("2");
        (await _broker.PurgeAsync(queue)).ShouldBe(1);
        (await _broker.PublishAsync(queue, InternalBroker.Message("3", key: "k"))).Duplicates.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_paused_queue_delivers_nothing_and_a_purge_keeps_deliveries()
    {
        var queue = await NewQueueAsync();
        await _broker.PublishAsync(queue, InternalBroker.Message("1"), InternalBroker.Message("2"), InternalBroker.Message("3", delay: 100));
        var held = (await _broker.ClaimAsync(queue)).Single();
        (await _broker.ChangeAsync(queue, paused: true)).Paused.ShouldBeTrue();
        (await _broker.ClaimAsync(queue)).ShouldBeEmpty();
        (await _broker.ChangeAsync(queue, paused: false)).Paused.ShouldBeFalse();
        (await _broker.PurgeAsync(queue)).ShouldBe(2);
        (await _broker.ClaimAsync(queue)).ShouldBeEmpty();
        (await _broker.SettleAsync(SettleAction.Ack, held)).Outcomes.ShouldBe([CallOutcome.Done]);
        await CountsAsync(queue, pending: 0, processing: 0, processed: 1, failed: 0);
    }

    [Fact]
    public async Task A_purge_ends_at_its_time_limit_and_reports_that_there_are_more_messages()
    {
        var queue = await NewQueueAsync();
        for (var i = 0; i < 6; i++)
        {
            await _broker.PublishAsync(queue, [.. Enumerable.Range(0, 1000).Select(n => InternalBroker.Message("1"))]);
        }

        // A slow database is given smaller chunks.
        var first = await _broker.PurgeSomeAsync(queue);
        first.Affected.ShouldBeOneOf(5000, 200);
        first.More.ShouldBeTrue();
        var purged = first.Affected;
        for (var more = true; more;)
        {
            var next = await _broker.PurgeSomeAsync(queue);
            purged += next.Affected;
            more = next.More;
        }

        purged.ShouldBe(6000);
        await CountsAsync(queue, pending: 0, processing: 0, processed: 0, failed: 0);
    }

    /// <summary>A lock stands for a slow database: the statement for a whole chunk comes to its timeout.</summary>
    [Fact]
    public async Task A_purge_that_is_too_slow_for_a_whole_chunk_goes_on_with_smaller_ones()
    {
        var queue = await NewQueueAsync();
        await _broker.PublishAsync(queue, [.. Enumerable.Range(0, 300).Select(n => InternalBroker.Message("1"))]);
        await _broker.PublishAsync(queue, InternalBroker.Message("1", key: "held"));
        await using (var holder = await fixture.Database.OpenConnectionAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand(
                "SELECT 1 FROM broker.message_keys k JOIN broker.queues q ON q.id = k.queue_id WHERE q.name = $1 FOR UPDATE OF k", holder, transaction)
            {
                Parameters = { new NpgsqlParameter { Value = queue } },
            };
            (await hold.ExecuteScalarAsync()).ShouldBe(1);
            (await _broker.PurgeSomeAsync(queue)).ShouldBe(new AffectedMessages { Affected = 200, More = true });
        }

        (await _broker.PurgeSomeAsync(queue)).ShouldBe(new AffectedMessages { Affected = 101 });
        await CountsAsync(queue, pending: 0, processing: 0, processed: 0, failed: 0);
    }

    [Fact]
    public async Task A_receipt_is_valid_at_a_replica_that_has_not_loaded_the_queue_yet()
    {
        var queue = await NewQueueAsync();
        await _broker.PublishAsync(queue, InternalBroker.Message("1"));
        var held = (await _broker.ClaimAsync(queue)).Single();
        var unheard = await fixture.ScalarAsync<int>(
            """
            INSERT INTO broker.queues (owner_id, created_at, updated_at, keep_processed, visibility_seconds, max_deliveries, delay_seconds,
                deduplication_seconds, max_message_bytes, max_messages, name)
            SELECT owner_id, created_at, updated_at, keep_processed, visibility_seconds, max_deliveries, delay_seconds,
                deduplication_seconds, max_message_bytes, max_messages, $2 FROM broker.queues WHERE name = $1
            RETURNING id
            """,
            queue,
            fixture.NewName());
        await fixture.ScalarAsync<object>("UPDATE broker.messages SET queue_id = $2 WHERE id = $1", held.Id, unheard);
        var receipt = $"{unheard:x}-{held.Receipt!.Split('-')[1]}";
        (await _broker.SettleAsync(SettleAction.Ack, [(held.Id, receipt)])).Outcomes.ShouldBe([CallOutcome.Done]);

        // A queue that does not exist is not found.
        (await _broker.SettleAsync(SettleAction.Ack, [(held.Id, $"7fffffff-{held.Receipt!.Split('-')[1]}")])).Outcomes.ShouldBe([CallOutcome.NotFound]);
    }

    private async Task<string> NewQueueAsync(CreateQueueRequest? settings = null)
    {
        var name = fixture.NewName();
        (await _broker.CreateAsync((settings ?? new CreateQueueRequest("")) with { Name = name })).Name.ShouldBe(name);
        return name;
    }

    /// <summary>Makes visibility timeouts expire.</summary>
    private async Task EndHoldsAsync(string queue) => await fixture.ScalarAsync<object>(
        "UPDATE broker.messages m SET rank = 1 FROM broker.queues q WHERE q.id = m.queue_id AND q.name = $1 AND m.phase = 1", queue);

    /// <summary>Makes delayed messages due.</summary>
    private async Task EndDelaysAsync(string queue) => await fixture.ScalarAsync<object>(
        "UPDATE broker.messages m SET rank = 1 FROM broker.queues q WHERE q.id = m.queue_id AND q.name = $1 AND m.phase = 2", queue);

    /// <summary>Makes messages with a lifetime expire.</summary>
    private async Task EndLivesAsync(string queue) => await fixture.ScalarAsync<object>(
        "UPDATE broker.messages m SET expires_at = now() FROM broker.queues q WHERE q.id = m.queue_id AND q.name = $1 AND m.expires_at IS NOT NULL", queue);

    private Task<MessageResponse> AgainAsync(string queue, int? visibility = null) =>
        Eventually.GetAsync(async () => (await _broker.ClaimAsync(queue, visibility: visibility)).SingleOrDefault());

    private async Task CountsAsync(string queue, long pending, long processing, long processed, long failed)
    {
        var now = await _broker.GetAsync(queue);
        (now.MessagesPending, now.MessagesProcessing, now.MessagesProcessed, now.MessagesFailed).ShouldBe((pending, processing, processed, failed));
    }
}
