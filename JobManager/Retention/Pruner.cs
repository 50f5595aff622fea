using Microsoft.Extensions.Options;
using Npgsql;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Retention;

/// <summary>
/// Deletes ended jobs that are older than they are kept, in small batches. It walks along the primary key, since ids sort
/// by time: an index on the end would cost every job.
/// </summary>
internal sealed class Pruner(JobDatabase database, IOptions<RetentionOptions> options, TimeProvider time, ILogger<Pruner> logger)
    : PeriodicLoop(time, logger)
{
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(200);

    private const string Prune =
        """
        WITH page AS (SELECT id, state, finished_at FROM jobs.jobs WHERE id > $1 AND id < $2 ORDER BY id LIMIT $3),
        pruned AS (
            DELETE FROM jobs.jobs j USING (
                SELECT l.id FROM page p JOIN jobs.jobs l ON l.id = p.id
                WHERE (p.state IN (3, 5) AND p.finished_at < $4) OR (p.state = 4 AND p.finished_at < $5)
                FOR UPDATE OF l SKIP LOCKED) d
            WHERE j.id = d.id AND j.state >= 3
            RETURNING 1)
        SELECT (SELECT id FROM page ORDER BY id DESC LIMIT 1), (SELECT count(*) FROM page), (SELECT count(*) FROM pruned)
        """;

    private const string PruneAudit = "DELETE FROM jobs.audit WHERE id < $1";

    private Guid _at;

    protected override TimeSpan Interval => options.Value.Interval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = Time.GetUtcNow();
        DateTimeOffset ended = now - options.Value.Ended;
        DateTimeOffset failed = now - options.Value.Failed;
        bool more = await database.For(QueryType.Delete).ExecuteAsync(
            async token => await PruneAsync(ended, failed, token), cancellationToken);
        if (more)
        {
            await Task.Delay(s_breath, Time, cancellationToken);
            return true;
        }

        _at = default;
        await using NpgsqlCommand audit = database.Relaxed.CreateCommand(PruneAudit);
        audit.Parameters.With(JobIds.FirstOf(now - options.Value.Audit));
        await audit.ExecuteNonQueryAsync(cancellationToken);
        return false;
    }

    private async Task<bool> PruneAsync(DateTimeOffset ended, DateTimeOffset failed, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.Relaxed.CreateCommand(Prune);
        command.Parameters
            .With(_at)
            .With(JobIds.FirstOf(ended > failed ? ended : failed))
            .With(options.Value.BatchSize)
            .With(ended)
            .With(failed);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GuidOrNull(0) is not { } last)
        {
            return false;
        }

        _at = last;
        long pruned = reader.GetInt64(2);
        if (pruned > 0)
        {
            PrunerLog.Pruned(Logger, pruned);
        }

        return reader.GetInt64(1) == options.Value.BatchSize;
    }
}
