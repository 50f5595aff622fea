using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

public sealed class QueueLimitTests(QueueLimitTests.Unsampled fixture) : IClassFixture<QueueLimitTests.Unsampled>
{
    [Fact]
    public async Task A_full_queue_accepts_messages_as_soon_as_its_dead_letters_are_deleted()
    {
        // With another queue if the only sample comes while the messages of the first one are being counted.
        await Eventually.PassesAsync(async () =>
        {
            var broker = fixture.Broker;
            var queue = (await broker.CreateAsync(new CreateQueueRequest(fixture.NewName(), MaxMessages: 1))).Name;
            (await broker.PublishAsync(queue, InternalBroker.Message("1"))).Outcome.ShouldBe(CallOutcome.Done);
            var message = (await broker.ClaimAsync(queue)).Single();
            (await broker.SettleAsync(SettleAction.Fail, message)).Outcomes.ShouldBe([CallOutcome.Done]);
            (await broker.PublishAsync(queue, InternalBroker.Message("2"))).Outcome.ShouldBe(CallOutcome.QueueFull);

            (await broker.PurgeDeadAsync(queue, new DeadLettersRequest(All: true))).ShouldBe(1);
            (await broker.PublishAsync(queue, InternalBroker.Message("2"))).Outcome.ShouldBe(CallOutcome.Done);
        });
    }

    /// <summary>Samples the counts of queues only at the start, so that later on only calls update them.</summary>
    public sealed class Unsampled : BrokerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Queues:SampleInterval"] = "01:00:00",
        };
    }
}
