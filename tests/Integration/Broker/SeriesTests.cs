using Platform.Contracts.PublicApi;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Creating and deleting queues does not add series to the metrics without limit.</summary>
public sealed class SeriesTests(SeriesTests.FewNames fixture) : IClassFixture<SeriesTests.FewNames>
{
    [Fact]
    public async Task The_number_of_series_is_limited_however_many_queues_are_created_and_deleted()
    {
        var broker = fixture.Broker;
        var first = Enumerable.Range(0, 3).Select(_ => fixture.NewName("named-first")).ToArray();
        foreach (var queue in first)
        {
            await broker.CreateAsync(new CreateQueueRequest(queue));
            await broker.PublishAsync(queue, InternalBroker.Message("1"));
        }

        await Eventually.PassesAsync(async () => (await DepthsAsync()).ShouldBe([.. first.Select(queue => (queue, 1.0))], ignoreOrder: true));
        await broker.DeleteAsync(first[0]);
        for (var i = 0; i < 10; i++)
        {
            await broker.CreateAsync(new CreateQueueRequest(fixture.NewName("named-later")));
        }

        // The deleted queue has depth 0, and none of the later ones has a series.
        await Eventually.PassesAsync(async () => (await DepthsAsync()).ShouldBe([(first[0], 0), (first[1], 1), (first[2], 1)], ignoreOrder: true));
    }

    // Only the queues of this test: services of other tests in this process add theirs.
    private async Task<(string Queue, double Depth)[]> DepthsAsync() =>
    [
        .. (await fixture.Http.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("broker_queue_depth{", StringComparison.Ordinal))
            .Select(line => (Queue: line.Split("queue=\"")[1].Split('"')[0], Depth: double.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture)))
            .Where(sample => sample.Queue.StartsWith("named-", StringComparison.Ordinal)),
    ];

    /// <summary>Measures three queues by name.</summary>
    public sealed class FewNames : BrokerFixture
    {
        protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
        {
            ["Queues:SampleInterval"] = "00:00:00.100",
            ["Queues:KeepInterval"] = "00:00:00.500",
            ["Queues:Measured"] = "3",
        };
    }
}
