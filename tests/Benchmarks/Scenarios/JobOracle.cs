using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>Reads the true state of jobs from the table, to check the answers of the services.</summary>
internal static class JobOracle
{
    /// <summary>Rows of the load that succeeded, and how many of them had by a moment.</summary>
    public static async Task<(long Succeeded, long By)> CountSucceededAsync(BenchPlatform platform, DateTimeOffset since, DateTimeOffset by, CancellationToken cancellationToken)
    {
        await using var command = platform.Database.CreateCommand(
            "SELECT count(*), count(*) FILTER (WHERE finished_at <= $3) FROM jobs.jobs WHERE owner_id = $1 AND created_at >= $2 AND state = 3");
        command.CommandTimeout = 120;
        command.Parameters.AddWithValue(platform.Owner);
        command.Parameters.AddWithValue(since.UtcDateTime);
        command.Parameters.AddWithValue(by.UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Waits until no row made since a moment is left to do. Each look goes on where the last one stopped, so that looking costs nothing.</summary>
    public static async Task DrainAsync(BenchPlatform platform, DateTimeOffset since, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        object? first = Guid.CreateVersion7(since - TimeSpan.FromSeconds(1));
        while (first is not null)
        {
            await using (var command = platform.Database.CreateCommand(
                "SELECT id FROM jobs.jobs WHERE id >= $1 AND state < 3 AND owner_id = $2 ORDER BY id LIMIT 1"))
            {
                command.Parameters.AddWithValue((Guid)first);
                command.Parameters.AddWithValue(platform.Owner);
                first = await command.ExecuteScalarAsync(limit.Token);
            }

            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Waits until the upkeep that a heavy load leaves behind is done: the low-water mark has passed its jobs and the table is vacuumed.</summary>
    public static async Task SettleAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var now = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var settled = false;
        while (!settled)
        {
            await tick.WaitForNextTickAsync(limit.Token);
            await using var command = platform.Database.CreateCommand(
                "SELECT id > $1 AND NOT EXISTS (SELECT FROM pg_stat_progress_vacuum) FROM jobs.low_water");
            command.Parameters.AddWithValue(now);
            settled = (bool)(await command.ExecuteScalarAsync(limit.Token))!;
        }
    }

    public static async Task<IReadOnlyList<JobTimes>> TimesAsync(BenchPlatform platform, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = platform.Database.CreateCommand(
            "SELECT id, started_at, finished_at FROM jobs.jobs WHERE id = ANY($1) AND finished_at IS NOT NULL AND started_at IS NOT NULL");
        command.Parameters.AddWithValue(ids.ToArray());
        var times = new List<JobTimes>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            times.Add(new JobTimes(reader.GetGuid(0), reader.GetDateTime(1), reader.GetDateTime(2)));
        }

        return times;
    }
}

/// <summary>When a job started and ended, UTC.</summary>
internal readonly record struct JobTimes(Guid Id, DateTime Started, DateTime Finished);
