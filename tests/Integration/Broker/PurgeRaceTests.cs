using System.Collections.Concurrent;
using System.Globalization;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>Purges a queue while others publish with a few deduplication ids and a consumer acknowledges messages.</summary>
public sealed class PurgeRaceTests(ModelTests.Quiet fixture) : IClassFixture<ModelTests.Quiet>
{
    private const int Keys = 6;
    private const int Publishers = 6;
    private const int Calls = 60;

    [Fact]
    public async Task A_deduplication_id_exists_exactly_while_its_message_exists_or_was_acknowledged()
    {
        var broker = fixture.Broker;
        var queue = await broker.CreateAsync(new CreateQueueRequest(fixture.NewName("race"), VisibilityTimeoutSeconds: 3600, DeduplicationSeconds: 3600));
        using var published = new CancellationTokenSource();
        var stored = new ConcurrentDictionary<long, string>();
        var duplicates = new ConcurrentBag<(string Key, long Id)>();
        var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);

        Task[] publishers = [.. Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            for (var call = 0; call < Calls; call++)
            {
                // Several ids in one call, in a different order for each publisher.
                string[] keys = [.. Enumerable.Range(0, 3).Select(i => KeyOf((call * 7) + (publisher * (i + 1)))).Distinct()];
                var result = await broker.PublishAsync(queue.Name, [.. keys.Select(key => InternalBroker.Message("1", key: key, group: key == KeyOf(0) ? "g" : null))]);
                result.Outcome.ShouldBe(CallOutcome.Done);
                for (var i = 0; i < keys.Length; i++)
                {
                    if (result.Duplicates.Any(duplicate => duplicate.Index == i))
                    {
                        duplicates.Add((keys[i], result.Ids[i]));
                    }
                    else
                    {
                        stored.TryAdd(result.Ids[i], keys[i]).ShouldBeTrue();
                    }
                }
            }
        }))];
        long purged = 0;
        Task[] others =
        [
            .. Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                while (!published.IsCancellationRequested)
                {
                    var gone = await broker.PurgeAsync(queue.Name);
                    Interlocked.Add(ref purged, gone);
                }
            })),
            Task.Run(async () =>
            {
                // Acknowledges few messages, so that ids stay contended until the end.
                while (!published.IsCancellationRequested && acknowledged.Count < Keys / 2)
                {
                    foreach (var message in await broker.ClaimAsync(queue.Name))
                    {
                        (await broker.SettleAsync(SettleAction.Ack, message)).Outcomes.ShouldBe([CallOutcome.Done]);
                        acknowledged.TryAdd(message.DeduplicationId!, message.Id).ShouldBeTrue("none is acknowledged twice within the window");
                    }
                }
            }),
        ];
        await Task.WhenAll(publishers);
        await published.CancelAsync();
        await Task.WhenAll(others);

        purged.ShouldBeGreaterThan(0, "else nothing raced");
        stored.Count.ShouldBeGreaterThan(Keys, "ids come again after a purge");
        duplicates.ShouldAllBe(duplicate => stored[duplicate.Id] == duplicate.Key);
        (await CountAsync(
            """
            SELECT count(*) FROM broker.message_keys k WHERE queue_id = $1
                AND NOT EXISTS (SELECT FROM broker.messages m WHERE m.queue_id = k.queue_id AND m.id = k.message_id)
                AND NOT EXISTS (SELECT FROM broker.processed_messages m WHERE m.queue_id = k.queue_id AND m.id = k.message_id)
            """)).ShouldBe(0, "an id is forgotten with its message");
        (await CountAsync(
            """
            SELECT count(*) FROM (
                SELECT queue_id, id, deduplication_id FROM broker.messages UNION ALL SELECT queue_id, id, deduplication_id FROM broker.processed_messages) m
            WHERE queue_id = $1 AND NOT EXISTS (
                SELECT FROM broker.message_keys k WHERE k.queue_id = m.queue_id AND k.deduplication_id = m.deduplication_id AND k.message_id = m.id)
            """)).ShouldBe(0, "a message that is there has its id, and so no other has it");
        var now = await broker.GetAsync(queue.Name);
        (now.MessagesPending, now.MessagesProcessed, now.MessagesTotal).ShouldBe((stored.Count - acknowledged.Count - purged, acknowledged.Count, stored.Count));

        await broker.PurgeAsync(queue.Name);
        var again = await broker.PublishAsync(queue.Name, [.. Enumerable.Range(0, Keys).Select(i => InternalBroker.Message("1", key: KeyOf(i)))]);
        again.Duplicates.Select(duplicate => KeyOf(duplicate.Index)).Order(StringComparer.Ordinal).ShouldBe(acknowledged.Keys.Order(StringComparer.Ordinal));

        Task<long> CountAsync(string sql) => fixture.ScalarAsync<long>(sql, queue.Id);
    }

    private static string KeyOf(int number) => "k" + (number % Keys).ToString(CultureInfo.InvariantCulture);
}
