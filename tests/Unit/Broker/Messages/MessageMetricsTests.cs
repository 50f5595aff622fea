using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Platform.Broker.Messages;
using Platform.Broker.Queues;
using Platform.Contracts.Internal;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Broker.Messages;

public sealed class MessageMetricsTests : IDisposable
{
    private static readonly string[] s_ends = ["ack", "nack_requeue", "reject", "timed_out", "expired"];

    private readonly IsolatedMeters _meters = new();
    private readonly ServiceProvider _services;
    private readonly MeasurementTotals _tally;
    private readonly MessageMetrics _metrics;

    public MessageMetricsTests()
    {
        _services = new ServiceCollection().AddSingleton<IMeterFactory>(_meters).BuildServiceProvider();
        _tally = new MeasurementTotals(_services);
        _metrics = new MessageMetrics(_meters, new QueueFigures(new ManualTime()));
    }

    [Theory]
    [InlineData(SettleAction.Ack, "ack")]
    [InlineData(SettleAction.Requeue, "nack_requeue")]
    [InlineData(SettleAction.Fail, "reject")]
    [InlineData(SettleAction.Extend, null)]
    [InlineData(SettleAction.Release, null)]
    public void A_settlement_is_counted_by_its_action(SettleAction action, string? end)
    {
        _metrics.Settled(NewQueue(), action, seconds: 1);

        ShouldHaveCounted(end);
    }

    [Theory]
    [InlineData(true, "timed_out")]
    [InlineData(false, "expired")]
    public void A_swept_message_is_counted_as_timed_out_or_expired(bool timedOut, string end)
    {
        _metrics.Swept(NewQueue(), timedOut);

        ShouldHaveCounted(end);
    }

    public void Dispose()
    {
        _tally.Dispose();
        _services.Dispose();
        _meters.Dispose();
    }

    private void ShouldHaveCounted(string? end)
    {
        foreach (var status in s_ends)
        {
            _tally.Sum("broker.deliveries.ended", $"status={status}").ShouldBe(status == end ? 1 : 0, status);
        }
    }

    private static KnownQueue NewQueue() => new(new QueueDefinition(
        1, "orders", Guid.Empty, default, default, Paused: false, KeepProcessed: true, 30, 5, 0, null, 300, 1000, 1000, null, FrozenDictionary<Guid, Rights>.Empty));
}
