using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>What the table says, whatever the services claim.</summary>
internal static class JobOracle
{
    public static async Task<long> CountSucceededSinceAsync(BenchPlatform platform, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = platform.Database.CreateCommand(
            "SELECT count(*) FROM jobs.jobs WHERE owner_id = $1 AND created_at >= $2 AND finished_at IS NOT NULL AND error IS NULL");
        command.CommandTimeout = 120;
        command.Parameters.AddWithValue(platform.Owner);
        command.Parameters.AddWithValue(since.UtcDateTime);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public static async Task<IReadOnlyList<JobTimes>> TimesAsync(BenchPlatform platform, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = platform.Database.CreateCommand(
            "SELECT id, started_at, finished_at FROM jobs.jobs WHERE id = ANY($1) AND finished_at IS NOT NULL AND started_at IS NOT NULL");
        command.Parameters.AddWithValue(ids.ToArray());
        var times = new List<JobTimes>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            times.Add(new JobTimes(reader.GetGuid(0), reader.GetDateTime(1), reader.GetDateTime(2)));
        }

        return times;
    }
}

/// <summary>When a job started and ended, UTC.</summary>
internal readonly record struct JobTimes(Guid Id, DateTime Started, DateTime Finished);
