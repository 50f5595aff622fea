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

    private static readonly string s_countStraight = JobSql.Files.Read<BacklogSampler>("count-straight");
    private static readonly string s_moveMark = JobSql.Files.Read<BacklogSampler>("move-mark");
    private static readonly string s_countShelved = JobSql.Files.Read<BacklogSampler>("count-shelved");
    private static readonly string s_countTurns = JobSql.Files.Read<BacklogSampler>("count-turns");
    private static readonly string s_countFailed = JobSql.Files.Read<BacklogSampler>("count-failed");
    private static readonly string s_countSucceeded = JobSql.Files.Read<BacklogSampler>("count-succeeded");

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
        await using (var find = new NpgsqlCommand(s_countStraight, connection))
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

        await using (var move = new NpgsqlCommand(s_moveMark, connection))
        {
            move.Parameters.With(first);
            await move.ExecuteNonQueryAsync(cancellationToken);
        }

        long queued;
        long queuedShort;
        await using var count = new NpgsqlCommand(s_countShelved, connection);
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
        figures.SetFailed(await CountAsync(connection, s_countFailed, cancellationToken));
        if (!_countedSucceeded)
        {
            await using NpgsqlConnection query = await database.Query.OpenConnectionAsync(cancellationToken);
            figures.SetSucceeded(await CountAsync(query, s_countSucceeded, cancellationToken));
            _countedSucceeded = true;
        }
    }

    private async Task CountTurnsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        long[] waiting = new long[3];
        await using (var count = new NpgsqlCommand(s_countTurns, connection))
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
#pragma warning disable CA2100 // One of the statements above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Order of uuids in PostgreSQL: byte by byte as written, which is also the order of <see cref="Guid.CompareTo(Guid)"/>.</summary>
    private static bool Precedes(Guid left, Guid right) => left.CompareTo(right) < 0;
}
