using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Data that the database refuses does not affect the rest of its commit. In these tests the database refuses the text "poison".</summary>
public sealed class GroupIsolationTests(GroupIsolationTests.Poisonable fixture) : IClassFixture<GroupIsolationTests.Poisonable>
{
    [Fact]
    public async Task A_message_that_the_database_refuses_fails_only_its_call()
    {
        var queue = fixture.NewName("poison");
        var broker = fixture.Broker;
        await broker.CreateAsync(new CreateQueueRequest(queue));
        Task<PublishCallResult>[] calls =
        [
            .. Enumerable.Range(0, 30).Select(i => broker.PublishAsync(queue, InternalBroker.Message("1", key: i % 10 == 3 ? $"poison{i}" : $"k{i}"), InternalBroker.Message("2"))),
        ];
        var results = await Task.WhenAll(calls);
        results.Select(r => r.Outcome).ShouldBe(Enumerable.Range(0, 30).Select(i => i % 10 == 3 ? CallOutcome.Invalid : CallOutcome.Done));
        (await broker.GetAsync(queue)).MessageCount.ShouldBe(54);
        (await broker.ClaimAsync(queue, 100)).Count.ShouldBe(54);
    }

    [Fact]
    public async Task A_settlement_that_the_database_refuses_fails_alone()
    {
        var queue = fixture.NewName("poison");
        var broker = fixture.Broker;
        await broker.CreateAsync(new CreateQueueRequest(queue));
        await broker.PublishAsync(queue, [.. Enumerable.Range(0, 20).Select(i => InternalBroker.Message($"{i}"))]);
        var messages = await broker.ClaimAsync(queue, 20);
        var results = await Task.WhenAll(messages.Select((message, i) =>
            broker.SettleAsync(i % 2 == 0 ? SettleAction.Fail : SettleAction.Ack, message, reason: i == 4 ? "poison" : "no")));
        results.Select(r => r.Outcomes.Single()).ShouldBe(Enumerable.Range(0, 20).Select(i => i == 4 ? CallOutcome.Invalid : CallOutcome.Done));
        var counts = await broker.GetAsync(queue);
        (counts.MessagesFailed, counts.MessagesProcessed, counts.MessagesProcessing).ShouldBe((9, 10, 1));
    }

    public sealed class Poisonable : BrokerFixture, IAsyncLifetime
    {
        public new async Task InitializeAsync()
        {
            await base.InitializeAsync();
            await using var command = Database.CreateCommand(
                "ALTER TABLE broker.messages ADD CHECK (deduplication_id NOT LIKE 'poison%'), ADD CHECK (failure <> 'poison')");
            await command.ExecuteNonQueryAsync();
        }
    }
}
