using Microsoft.Extensions.Options;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager.Retention;

/// <summary>
/// Deletes ended jobs and audit entries after their retention period, in small batches. It walks along the primary key, because ids are sorted by
/// time and an index on the end time would slow down every job.
/// </summary>
internal sealed partial class Pruner(JobDatabase database, IOptions<RetentionOptions> options, TimeProvider time, ILogger<Pruner> logger)
    : PeriodicLoop(time, logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private static readonly string s_prune = JobSql.Files.Read<Pruner>("prune");
    private static readonly string s_pruneAudit = JobSql.Files.Read<Pruner>("prune-audit");

    private readonly ILogger _logger = logger;
    private Guid _after;

    protected override TimeSpan Interval => options.Value.Interval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var ended = now - options.Value.Ended;
        var failed = now - options.Value.Failed;
        var more = await database.For(QueryType.Delete).ExecuteAsync(
            async token => await PruneAsync(ended, failed, token), cancellationToken);
        if (more)
        {
            await Task.Delay(s_pause, Time, cancellationToken);
            return true;
        }

        _after = default;
        await using var audit = database.Relaxed.CreateCommand(s_pruneAudit);
        audit.Parameters.With(JobIds.FirstOf(now - options.Value.Audit));
        await audit.ExecuteNonQueryAsync(cancellationToken);
        return false;
    }

    private async Task<bool> PruneAsync(DateTimeOffset ended, DateTimeOffset failed, CancellationToken cancellationToken)
    {
        await using var command = database.Relaxed.CreateCommand(s_prune);
        command.Parameters
            .With(_after)
            .With(JobIds.FirstOf(ended > failed ? ended : failed))
            .With(options.Value.BatchSize)
            .With(ended)
            .With(failed);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GuidOrNull(0) is not { } last)
        {
            return false;
        }

        _after = last;
        var pruned = reader.GetInt64(2);
        if (pruned > 0)
        {
            Pruned(pruned);
        }

        return reader.GetInt64(1) == options.Value.BatchSize;
    }

    [LoggerMessage(60, LogLevel.Debug, "Pruned {Jobs} jobs", EventName = "jobs_pruned")]
    private partial void Pruned(long jobs);
}
