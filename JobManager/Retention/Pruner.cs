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

    private static readonly string s_prune = JobSql.Files.Read<Pruner>("prune");
    private static readonly string s_pruneAudit = JobSql.Files.Read<Pruner>("prune-audit");

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
        await using NpgsqlCommand audit = database.Relaxed.CreateCommand(s_pruneAudit);
        audit.Parameters.With(JobIds.FirstOf(now - options.Value.Audit));
        await audit.ExecuteNonQueryAsync(cancellationToken);
        return false;
    }

    private async Task<bool> PruneAsync(DateTimeOffset ended, DateTimeOffset failed, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.Relaxed.CreateCommand(s_prune);
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
