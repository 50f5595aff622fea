using System.Text;
using Platform.Benchmarks.Broker;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>The message broker: how many messages a second, how long each takes, and whether a million that wait change that.</summary>
internal static class Messages
{
    private const int Pending = 1_000_000;

    /// <summary>Whether the options name one of these scenarios, or none at all.</summary>
    public static bool IsWanted(BenchOptions options) => options.Only is null || IsOnly(options);

    /// <summary>Whether the options name these scenarios and no others.</summary>
    public static bool IsOnly(BenchOptions options) => options.Only?.StartsWith("messages", StringComparison.OrdinalIgnoreCase) == true;

    public static async Task RunAsync(BenchOptions options, BenchPlatform platform, CancellationToken cancellationToken)
    {
        if (!IsWanted(options))
        {
            return;
        }

        var queue = await CreateAsync(platform, cancellationToken).ConfigureAwait(false);
        var length = TimeSpan.FromSeconds(options.Seconds);
        await WarmUpAsync(platform, queue, cancellationToken).ConfigureAwait(false);
        await ScenariosAsync(options, platform, queue, "", length, cancellationToken).ConfigureAwait(false);
        if (options.BigTable)
        {
            await FillAsync(platform, await CreateAsync(platform, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            await ScenariosAsync(options, platform, queue, ", 1,000,000 pending in another queue", length, cancellationToken).ConfigureAwait(false);
            await FillAsync(platform, queue, cancellationToken).ConfigureAwait(false);
            await ScenariosAsync(options, platform, queue, ", 1,000,000 pending in this queue, too", length, cancellationToken).ConfigureAwait(false);
        }
    }

    // Until the runtime has compiled the hot paths a second time, of waiting consumers, too.
    private static async Task WarmUpAsync(BenchPlatform platform, string queue, CancellationToken cancellationToken)
    {
        await MessageRun.WholeAsync("warm-up", platform, queue, 64, 1, TimeSpan.FromSeconds(20), cancellationToken).ConfigureAwait(false);
        await MessageRun.WholeAsync("warm-up", platform, queue, 16, 100, TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(false);
        var own = await CreateAsync(platform, cancellationToken).ConfigureAwait(false);
        await MessageRun.SteadyAsync("warm-up", platform, own, 200, TimeSpan.FromSeconds(10), cancellationToken).ConfigureAwait(false);
    }

    private static async Task ScenariosAsync(
        BenchOptions options, BenchPlatform platform, string queue, string suffix, TimeSpan length, CancellationToken cancellationToken)
    {
        const string steady = "messages, steady 200/s";
        if (options.Wants(steady))
        {
            // A queue of its own: where messages wait already, the next one is not the one just published.
            var own = await CreateAsync(platform, cancellationToken).ConfigureAwait(false);
            (await MessageRun.SteadyAsync(steady + suffix, platform, own, 200, length, cancellationToken).ConfigureAwait(false))
                .Print("publish p99 8 ms, publish to consumed p99 15 ms");
        }

        foreach (var (batch, clients) in ((int, int)[])[(1, 1), (1, 8), (1, 32), (1, 256), (10, 32), (100, 1), (100, 8), (100, 32)])
        {
            var name = FormattableString.Invariant($"messages, {batch} a call, {clients} clients");
            if (options.Wants(name))
            {
                (await MessageRun.WholeAsync(name + suffix, platform, queue, clients, batch, length, cancellationToken).ConfigureAwait(false)).Print(ToBeat(batch, clients));
            }
        }

        foreach (var batch in (int[])[1, 100])
        {
            var name = FormattableString.Invariant($"messages in parts, {batch} a call");
            if (options.Wants(name))
            {
                (await MessageRun.PartAsync(name + ", publish" + suffix, platform, queue, publish: true, 32, batch, length, cancellationToken).ConfigureAwait(false)).Print();
                (await MessageRun.PartAsync(name + ", consume and ack" + suffix, platform, queue, publish: false, 32, batch, length, cancellationToken).ConfigureAwait(false)).Print();
            }
        }
    }

    // Measured on two cores of this kind: a prototype of HTTP and PostgreSQL, and what else one would take.
    private static string? ToBeat(int batch, int clients) => (batch, clients) switch
    {
        (1, 32) => "one statement for each request 1,590/s; pg-boss 2,160/s",
        (1, 256) => "6,000/s (stretch 9,000/s); a prototype that groups 7,980/s, p99 34 ms",
        (10, _) => "a prototype that groups 19,300/s",
        (100, 32) => "25,000/s (stretch 35,000/s); a prototype that groups 30,600/s; pg-boss 17,100/s; RabbitMQ itself 34,900/s",
        _ => null,
    };

    /// <summary>Makes a queue and returns its name.</summary>
    public static async Task<string> CreateAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        var queue = $"bench-{Guid.CreateVersion7():N}"[..30];
        using var client = new HttpClient { BaseAddress = platform.Api };
        client.DefaultRequestHeaders.Add("X-Api-Key", platform.ApiKey);
        using var body = new StringContent($$"""{"name":"{{queue}}"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/queues", body, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        return queue;
    }

    private static async Task FillAsync(BenchPlatform platform, string queue, CancellationToken cancellationToken)
    {
        await using var command = platform.Database.CreateCommand(
            $"""
            WITH q AS (SELECT id FROM broker.queues WHERE name = $1),
            m AS (
                INSERT INTO broker.messages (id, rank, created_at, queue_id, phase, content_type, content)
                SELECT broker.next_message_id(), 0, now(), q.id, 0, 0, '{"{\"n\":1,\"text\":\"a message that waits\"}"}'::bytea FROM q, generate_series(1, {Pending}))
            INSERT INTO broker.queue_counts AS c (queue_id, slot, published, pending) SELECT id, 11, {Pending}, {Pending} FROM q
            ON CONFLICT (queue_id, slot) DO UPDATE SET published = c.published + {Pending}, pending = c.pending + {Pending}
            """);
        command.CommandTimeout = 600;
        command.Parameters.AddWithValue(queue);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using var vacuum = platform.Database.CreateCommand("VACUUM (ANALYZE) broker.messages");
        vacuum.CommandTimeout = 600;
        await vacuum.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        Console.WriteLine(FormattableString.Invariant($"queue filled with {Pending:N0} messages"));
    }
}
