using Platform.Integration.ServiceDefaults.WarmUp;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker.WarmUp;

public sealed class MessageStatementWarmUpTests(MessageStatementWarmUpTests.Warming broker) : IClassFixture<MessageStatementWarmUpTests.Warming>
{
    [Fact]
    public async Task The_ways_of_a_message_run_once_and_leave_nothing_behind()
    {
        await WarmUpFigures.ShouldBeCompleteAndCountForNobodyAsync(broker.Http, "http_requests_total", "http_errors_total");

        foreach (var table in (string[])["queues", "messages", "message_keys", "queue_counts", "processed_messages"])
        {
            (await broker.ScalarAsync<long>($"SELECT count(*) FROM broker.{table}")).ShouldBe(0, table);
        }
    }

    public sealed class Warming : BrokerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { [WarmUpFigures.Setting] = WarmUpFigures.LongDelay };
    }
}
