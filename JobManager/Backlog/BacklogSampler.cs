using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Samples how many jobs stand where, and moves the low-water mark: every job with a smaller id is final or has a shelf,
/// so what is queued on the straight path is found above it without an index that each job would have to pay for.
/// </summary>
internal sealed class BacklogSampler(
    JobDatabase database,
    AdmissionPacer pacer,
    BacklogFigures figures,
    IOptions<BacklogOptions> options,
    TimeProvider time,
    ILogger<BacklogSampler> logger) : PeriodicLoop(time, logger)
{
    /// <summary>The mark keeps this far from now; a job that is stored later than half of it after its id was made gets a shelf.</summary>
    private static readonly TimeSpan s_distance = TimeSpan.FromSeconds(10);

    // One pass over the few seconds of jobs above the mark, most of which are final.
    private const string Straight =
        """
        WITH mark AS (SELECT id FROM jobs.low_water),
        queued AS MATERIALIZED (
            SELECT id, queued_at FROM jobs.jobs WHERE id >= (SELECT id FROM mark) AND state = 1 AND shelf IS NULL)
        SELECT (SELECT count(*) FROM queued), first.id, first.queued_at
        FROM mark LEFT JOIN LATERAL (SELECT id, queued_at FROM queued ORDER BY id LIMIT 1) first ON true
        """;

    private const string MoveMark = "UPDATE jobs.low_water SET id = $1 WHERE id < $1";

    private const string CountShelved =
        """
        SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 2),
            min(queued_at) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 1 AND kind = ANY ($1))
        FROM jobs.jobs WHERE shelf = 1
        """;

    private const string CountTurns = "SELECT priority, count(*) FROM jobs.turns WHERE given_at IS NULL GROUP BY priority";

    private const string CountFailed = "SELECT count(*) FROM jobs.jobs WHERE shelf = 2";

    private const string CountSucceeded = "SELECT count(*) FROM jobs.jobs WHERE state = 3";

    private bool _countedSucceeded;

    protected override TimeSpan Interval => options.Value.SampleInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await database.For(QueryType.Select).ExecuteAsync(async token => await SampleAsync(token), cancellationToken);
        return false;
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        DateTimeOffset? oldest = null;
        long straight = 0;
        Guid first = JobIds.FirstOf(Time.GetUtcNow() - s_distance);
        await using (var find = new NpgsqlCommand(Straight, connection))
        await using (NpgsqlDataReader reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                straight = reader.GetInt64(0);
                oldest = reader.TimeOrNull(2);
                if (oldest is not null && Precedes(reader.GetGuid(1), first))
                {
                    first = reader.GetGuid(1);
                }
            }
        }

        await using (var move = new NpgsqlCommand(MoveMark, connection))
        {
            move.Parameters.With(first);
            await move.ExecuteNonQueryAsync(cancellationToken);
        }

        long queued;
        long queuedShort;
        await using var count = new NpgsqlCommand(CountShelved, connection);
        count.Parameters.With(JobKindTable.ShortKinds);
        await using (NpgsqlDataReader reader = await count.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            DateTimeOffset? shelved = reader.TimeOrNull(3);
            queued = straight + reader.GetInt64(1);
            queuedShort = straight + reader.GetInt64(4);
            figures.Sample(
                reader.GetInt64(0), queued, reader.GetInt64(2), oldest is null || shelved < oldest ? shelved : oldest);
            pacer.Correct(queued, queuedShort);
        }

        pacer.Correct(pacer.IsFilling ? await LargestOwnersQuery.FindAsync(connection, queued, queuedShort, cancellationToken) : LargestOwners.None);
        await CountTurnsAsync(connection, cancellationToken);
        figures.SetFailed(await CountAsync(connection, CountFailed, cancellationToken));
        if (!_countedSucceeded)
        {
            await using NpgsqlConnection query = await database.Query.OpenConnectionAsync(cancellationToken);
            figures.SetSucceeded(await CountAsync(query, CountSucceeded, cancellationToken));
            _countedSucceeded = true;
        }
    }

    private async Task CountTurnsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        long[] waiting = new long[3];
        await using (var count = new NpgsqlCommand(CountTurns, connection))
        await using (NpgsqlDataReader reader = await count.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                waiting[reader.GetInt16(0)] = reader.GetInt64(1);
            }
        }

        foreach (JobPriority priority in Enum.GetValues<JobPriority>())
        {
            figures.Turns[JobQueues.ForLane(JobQueues.LongLane, priority)] = waiting[(int)priority];
        }
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Order of uuids in PostgreSQL: byte by byte as written, which is also the order of <see cref="Guid.CompareTo(Guid)"/>.</summary>
    private static bool Precedes(Guid left, Guid right) => left.CompareTo(right) < 0;
}
