using System.Diagnostics;

namespace Platform.Benchmarks.UnderTest;

/// <summary>Fills the table as it looks after a long time in service.</summary>
internal static class BigTable
{
    private const int Finished = 1_000_000;
    private const int Queued = 100_000;

    /// <summary>Adds 1,000,000 finished and 100,000 queued jobs of another owner.</summary>
    public static async Task FillAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await ExecuteAsync(
            platform,
            $"""
            INSERT INTO jobs.jobs (id, owner_id, created_at, queued_at, started_at, finished_at, attempt, max_attempts, state, priority, kind, input, worker_id)
            SELECT {UuidAt("t")}, '01900000-0000-7000-8000-000000000001', t, t, t + interval '10 ms', t + interval '12 ms', 1, 3, 3, 1, 'probe', json_build_object(), 'gone'
            FROM (SELECT now() - interval '20 days' + n * interval '1.5 s' AS t FROM generate_series(1, {Finished}) n) s
            """,
            cancellationToken);

        // Queued as of tomorrow: the broker has no messages for them, and what is queued for long without one is taken for lost.
        await ExecuteAsync(
            platform,
            $"""
            INSERT INTO jobs.jobs (id, owner_id, created_at, queued_at, attempt, max_attempts, state, priority, shelf, kind, input)
            SELECT {UuidAt("t")}, '01900000-0000-7000-8000-000000000001', t, t + interval '1 day', 1, 3, 1, 0, 1, 'captions', json_build_object('url', 'http://198.51.100.1/' || n)
            FROM (SELECT n, now() - interval '1 hour' + n * interval '30 ms' AS t FROM generate_series(1, {Queued}) n) s
            """,
            cancellationToken);
        await ExecuteAsync(platform, "VACUUM (ANALYZE) jobs.jobs", cancellationToken);
        Console.WriteLine(FormattableString.Invariant($"table filled with {Finished:N0} finished and {Queued:N0} queued jobs in {clock.Elapsed.TotalSeconds:0} s"));
    }

    /// <summary>SQL for a UUIDv7 of the moment in the given column (RFC 9562, section 5.7).</summary>
    private static string UuidAt(string column) =>
        $"(lpad(to_hex((extract(epoch FROM {column}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid";

    private static async Task ExecuteAsync(BenchPlatform platform, string sql, CancellationToken cancellationToken)
    {
        await using var command = platform.Database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
