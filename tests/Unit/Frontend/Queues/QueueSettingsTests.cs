using Platform.Contracts.PublicApi;
using Platform.Frontend.Queues;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Queues;

public sealed class QueueSettingsTests
{
    [Fact]
    public void Only_edited_settings_are_sent()
    {
        var known = new QueueSettings { Name = "orders", Description = "What shops send" };
        var edited = known with { MaxDeliveries = 9, Description = " What shops send ", KeepProcessed = false };
        edited.ChangesFrom(known).ShouldBe(new UpdateQueueRequest(MaxDeliveries: 9, KeepProcessed: false));
        (known with { Description = "" }).ChangesFrom(known).ShouldBe(new UpdateQueueRequest(Description: ""));
        (known with { TtlSeconds = 60 }).ChangesFrom(known with { TtlSeconds = 5 }).ShouldBe(new UpdateQueueRequest(TtlSeconds: 60));
        known.ChangesFrom(known with { }).ShouldBe(new UpdateQueueRequest());
    }
}
