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
/// Samples the numbers of jobs by state and advances the low-water mark: every job with a smaller id has ended or is in a partial index (column
/// <c>shelf</c>). Jobs queued on the fast path are therefore found above the mark, without an index that would slow down every job.
/// </summary>
internal sealed class BacklogSampler(
    JobDatabase database,
    AdmissionPacer pacer,
    BacklogFigures figures,
    IOptions<BacklogOptions> options,
    TimeProvider time,
    ILogger<BacklogSampler> logger) : PeriodicLoop(time, logger)
{
    /// <summary>How far the mark stays behind the current time. A job stored later than half of this after its id was created does not take the fast path.</summary>
    private static readonly TimeSpan s_distance = TimeSpan.FromSeconds(10);

    private static readonly string s_countFastPath = JobSql.Files.Read<BacklogSampler>("count-fast-path");
    private static readonly string s_advanceLowWaterMark = JobSql.Files.Read<BacklogSampler>("advance-low-water-mark");
    private static readonly string s_countIndexed = JobSql.Files.Read<BacklogSampler>("count-indexed");
    private static readonly string s_countAwaitingPermit = JobSql.Files.Read<BacklogSampler>("count-awaiting-permit");
    private static readonly string s_countFailed = JobSql.Files.Read<BacklogSampler>("count-failed");
    private static readonly string s_countSucceeded = JobSql.Files.Read<BacklogSampler>("count-succeeded");

    private bool _hasCountedSucceeded;

    protected override TimeSpan Interval => options.Value.SampleInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await database.For(QueryType.Select).ExecuteAsync(async token => await SampleAsync(token), cancellationToken);
        return false;
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Hot.OpenConnectionAsync(cancellationToken);
        DateTimeOffset? oldest = null;
        var onFastPath = 0L;
        var first = JobIds.FirstOf(Time.GetUtcNow() - s_distance);
        await using (var find = new NpgsqlCommand(s_countFastPath, connection))
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                onFastPath = reader.GetInt64(0);
                oldest = reader.TimeOrNull(2);
                if (oldest is not null && Precedes(reader.GetGuid(1), first))
                {
                    first = reader.GetGuid(1);
                }
            }
        }

        await using (var move = new NpgsqlCommand(s_advanceLowWaterMark, connection))
        {
            move.Parameters.With(first);
            await move.ExecuteNonQueryAsync(cancellationToken);
        }

        long queued;
        long queuedShort;
        await using var count = new NpgsqlCommand(s_countIndexed, connection);
        count.Parameters.With(JobKindTable.ShortKinds);
        await using (var reader = await count.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            var oldestIndexed = reader.TimeOrNull(3);
            queued = onFastPath + reader.GetInt64(1);
            queuedShort = onFastPath + reader.GetInt64(4);
            figures.Sample(
                reader.GetInt64(0), queued, reader.GetInt64(2), oldest is null || oldestIndexed < oldest ? oldestIndexed : oldest);
            pacer.SetCounts(queued, queuedShort);
        }

        pacer.SetLargestOwners(pacer.IsFilling ? await LargestOwnersQuery.FindAsync(connection, queued, queuedShort, cancellationToken) : LargestOwners.None);
        await CountAwaitingPermitAsync(connection, cancellationToken);
        figures.SetFailed(await CountAsync(connection, s_countFailed, cancellationToken));
        if (!_hasCountedSucceeded)
        {
            await using var query = await database.Query.OpenConnectionAsync(cancellationToken);
            figures.SetSucceeded(await CountAsync(query, s_countSucceeded, cancellationToken));
            _hasCountedSucceeded = true;
        }
    }

    private async Task CountAwaitingPermitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var waiting = new long[3];
        await using (var count = new NpgsqlCommand(s_countAwaitingPermit, connection))
        await using (var reader = await count.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                waiting[reader.GetInt16(0)] = reader.GetInt64(1);
            }
        }

        foreach (var priority in Enum.GetValues<JobPriority>())
        {
            figures.AwaitingPermit[JobQueues.ForLane(JobQueues.LongLane, priority)] = waiting[(int)priority];
        }
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // One of the statements above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Determines whether an id comes before another one in PostgreSQL, which compares bytes in the written order; so does <see cref="Guid.CompareTo(Guid)"/>.
    /// </summary>
    private static bool Precedes(Guid left, Guid right) => left.CompareTo(right) < 0;
}
