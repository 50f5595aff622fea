using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Compares random operations on a queue in the real database with a model.</summary>
public sealed class ModelTests(ModelTests.Quiet fixture) : IClassFixture<ModelTests.Quiet>
{
    private const int MaxDeliveries = 3;

    [Fact]
    public void Random_operations_leave_the_queue_as_the_model_predicts() => TryRuns(10);

    [Fact]
    [Trait("Length", "long")]
    public void Many_random_operations_leave_the_queue_as_the_model_predicts() => TryRuns(100);

    private void TryRuns(int count)
    {
        var runs = Gen.Choose(5, 40).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, 99).SelectMany(
            what => Gen.Choose(0, 1000).Select(which => new Operation(what, which))), length));
        var property = Prop.ForAll(Arb.From(runs), run =>
        {
            RunAsync(run).GetAwaiter().GetResult();
            return true;
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), property);
    }

    private async Task RunAsync(Operation[] run)
    {
        var broker = fixture.Broker;
        var queue = fixture.NewName("model");
        await broker.CreateAsync(new CreateQueueRequest(queue, MaxDeliveries: MaxDeliveries, VisibilityTimeoutSeconds: 3600));
        var model = new Model();
        var content = 0;
        foreach (var operation in run)
        {
            var which = operation.Which;
            switch (operation.What)
            {
                case < 30:
                    var priority = which % 3;
                    var group = (which / 3 % 4) switch { 0 => "a", 1 => "b", _ => null };
                    var key = which % 7 == 0 ? "k" + (which / 7 % 3).ToString(CultureInfo.InvariantCulture) : null;
                    var text = (++content).ToString(CultureInfo.InvariantCulture);
                    var published = await broker.PublishAsync(queue, InternalBroker.Message(text, priority, group: group, key: key));
                    if (model.Keys.TryGetValue(key ?? "", out var earlier))
                    {
                        published.Ids.Single().ShouldBe(earlier);
                        published.Duplicates.ShouldNotBeEmpty();
                    }
                    else
                    {
                        published.Duplicates.ShouldBeEmpty();
                        model.Publish(published.Ids.Single(), priority, group, key);
                    }

                    break;
                case < 60:
                    var max = 1 + (which % 4);
                    var expected = model.Claim(max);
                    var got = await broker.ClaimAsync(queue, max);
                    got.Select(m => m.Id).ShouldBe(expected.Select(m => m.Id));
                    for (var i = 0; i < got.Count; i++)
                    {
                        got[i].DeliveryCount.ShouldBe(expected[i].Deliveries);
                        expected[i].Receipts.Add(got[i].Receipt!);
                    }

                    break;
                case < 90:
                    if (model.Touched(which) is not { } touched)
                    {
                        break;
                    }

                    // Any receipt of an earlier delivery, preferably the last one.
                    var receipt = which % 3 == 0 ? touched.Receipts[which % touched.Receipts.Count] : touched.Receipts[^1];
                    var action = operation.What switch { < 75 => SettleAction.Ack, < 83 => SettleAction.Requeue, < 87 => SettleAction.Fail, < 89 => SettleAction.Release, _ => SettleAction.Extend };
                    var outcome = model.Settle(touched, receipt, action);
                    (await broker.SettleAsync(action, [(touched.Id, receipt)], action == SettleAction.Extend ? 3600 : 0)).Outcomes.Single().ShouldBe(outcome);
                    break;
                case < 95:
                    (await broker.ReplayAsync(queue, new DeadLettersRequest(All: true))).ShouldBe(model.Replay());
                    break;
                case < 97:
                    (await broker.PurgeAsync(queue)).ShouldBe(model.Purge(MessageStatus.Pending));
                    break;
                case < 98:
                    (await broker.PurgeDeadAsync(queue, new DeadLettersRequest(All: true))).ShouldBe(model.Purge(MessageStatus.Failed));
                    break;
                default:
                    await StandsAsync(broker, queue, model);
                    break;
            }
        }

        await StandsAsync(broker, queue, model);
    }

    private static async Task StandsAsync(InternalBroker broker, string queue, Model model)
    {
        var now = await broker.GetAsync(queue);
        (now.MessagesPending, now.MessagesProcessing, now.MessagesProcessed, now.MessagesFailed, now.MessagesTotal, now.MessageCount).ShouldBe((
            model.Count(MessageStatus.Pending), model.Count(MessageStatus.Processing), model.Count(MessageStatus.Processed), model.Count(MessageStatus.Failed),
            model.Published, model.Messages.Count));
        foreach (var status in Enum.GetValues<MessageStatus>())
        {
            (await broker.SearchAsync(queue, status)).Messages.Select(m => m.Id).ShouldBe(
                model.Messages.Where(m => m.Status == status).Select(m => m.Id).OrderDescending(), status.ToString());
            (await broker.PagesAsync([queue], status))[queue].Select(m => m.Id).ShouldBe(
                model.Messages.Where(m => m.Status == status).Select(m => m.Id).OrderDescending(), status.ToString());
        }
    }

    public sealed record Operation(int What, int Which);

    private sealed class Message(long id, int priority, string? group)
    {
        public long Id { get; } = id;

        public int Priority { get; } = priority;

        public string? Group { get; } = group;

        public MessageStatus Status { get; set; }

        /// <summary>True if the message waits for an earlier one of its group.</summary>
        public bool Behind { get; set; }

        public int Deliveries { get; set; }

        public List<string> Receipts { get; } = [];
    }

    private sealed class Model
    {
        public List<Message> Messages { get; } = [];

        public Dictionary<string, long> Keys { get; } = [];

        public long Published { get; private set; }

        public long Count(MessageStatus status) => Messages.Count(m => m.Status == status);

        public void Publish(long id, int priority, string? group, string? key)
        {
            Published++;
            Messages.Add(new Message(id, priority, group) { Behind = group is not null && Live(group).Any() });
            if (key is not null)
            {
                Keys.Add(key, id);
            }
        }

        public List<Message> Claim(int max)
        {
            List<Message> claimed = [.. Messages.Where(m => m is { Status: MessageStatus.Pending, Behind: false })
                .OrderByDescending(m => m.Priority).ThenBy(m => m.Id).Take(max)];
            foreach (var message in claimed)
            {
                message.Status = MessageStatus.Processing;
                message.Deliveries++;
            }

            return claimed;
        }

        public Message? Touched(int which)
        {
            List<Message> touched = [.. Messages.Where(m => m.Receipts.Count > 0)];
            return touched.Count == 0 ? null : touched[which % touched.Count];
        }

        public CallOutcome Settle(Message message, string receipt, SettleAction action)
        {
            if (message.Status != MessageStatus.Processing)
            {
                return message.Status switch
                {
                    MessageStatus.Processed => CallOutcome.AlreadyProcessed,
                    MessageStatus.Failed => CallOutcome.AlreadyFailed,
                    _ => CallOutcome.StaleReceipt,
                };
            }

            if (receipt != message.Receipts[^1])
            {
                return CallOutcome.StaleReceipt;
            }

            switch (action)
            {
                case SettleAction.Ack:
                    message.Status = MessageStatus.Processed;
                    break;
                case SettleAction.Requeue:
                    message.Status = message.Deliveries >= MaxDeliveries ? MessageStatus.Failed : MessageStatus.Pending;
                    break;
                case SettleAction.Fail:
                    message.Status = MessageStatus.Failed;
                    break;
                case SettleAction.Release:
                    message.Status = MessageStatus.Pending;
                    message.Deliveries--;
                    break;
            }

            Promote(message.Group);
            return CallOutcome.Done;
        }

        public long Replay()
        {
            List<Message> failed = [.. Messages.Where(m => m.Status == MessageStatus.Failed)];
            foreach (var message in failed)
            {
                message.Status = MessageStatus.Pending;
                message.Deliveries = 0;
                message.Behind = message.Group is not null;
            }

            foreach (var group in failed.Select(m => m.Group).Distinct())
            {
                Promote(group);
            }

            return failed.Count;
        }

        public long Purge(MessageStatus status)
        {
            var purged = Messages.RemoveAll(m => m.Status == status);
            foreach (var (key, id) in Keys.ToArray())
            {
                if (Messages.TrueForAll(m => m.Id != id))
                {
                    Keys.Remove(key);
                }
            }

            return purged;
        }

        private IEnumerable<Message> Live(string group) =>
            Messages.Where(m => m.Group == group && m.Status is (MessageStatus.Pending or MessageStatus.Processing));

        private void Promote(string? group)
        {
            if (group is null)
            {
                return;
            }

            List<Message> live = [.. Messages.Where(m => m.Group == group && (m.Status == MessageStatus.Pending || m.Status == MessageStatus.Processing))];
            if (live.TrueForAll(m => m.Behind) && live.MinBy(m => m.Id) is { } next)
            {
                next.Behind = false;
            }
        }
    }

    /// <summary>Runs the maintenance often. No message becomes due or expires by itself during the test.</summary>
    public sealed class Quiet : BrokerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Queues:KeepInterval"] = "00:00:00.500",
        };
    }
}
