using Microsoft.Extensions.Options;
using Platform.ApiGateway.JobManagement;
using Platform.ObjectStorage;

namespace Platform.ApiGateway.OrphanedObjects;

/// <summary>
/// Deletes the objects of jobs that no longer exist: deleted in bulk, pruned after their retention, or deleted while storage was unavailable. Only
/// objects whose job JobManager reports as unknown are deleted.
/// </summary>
internal sealed partial class OrphanedObjectSweep(
    JobManagerClient jobs, IObjectStore storage, JobObjects objects, IOptions<OrphanedObjectOptions> options, TimeProvider time, ILogger<OrphanedObjectSweep> logger)
    : BackgroundService
{
    /// <summary>The maximum number of jobs in one query to JobManager.</summary>
    private const int Batch = 200;

    /// <summary>Runs one sweep over the whole storage.</summary>
    /// <returns>The number of deleted objects.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var deleted = 0;
        var before = time.GetUtcNow() - options.Value.Grace;
        var ids = new HashSet<Guid>(Batch);
        foreach (var root in JobObjects.Roots)
        {
            await foreach (var item in storage.ListAsync(root, cancellationToken))
            {
                if (item.LastModified <= before && JobOf(item.Key) is { } id && ids.Add(id) && ids.Count == Batch)
                {
                    deleted += await DeleteUnknownAsync(ids, cancellationToken);
                    ids.Clear();
                }
            }
        }

        return ids.Count == 0 ? deleted : deleted + await DeleteUnknownAsync(ids, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if (await RunOnceAsync(stoppingToken) is > 0 and var deleted)
                    {
                        LogSwept(deleted);
                    }
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    LogFailed(exception.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static Guid? JobOf(string key) =>
        key.Split('/') is [_, var id, ..] && Guid.TryParseExact(id, "D", out var job) ? job : null;

    private async Task<int> DeleteUnknownAsync(HashSet<Guid> ids, CancellationToken cancellationToken)
    {
        var known = await jobs.SearchAsync(new JobSearch(new JobCriteria(Ids: [.. ids]), Batch), cancellationToken);
        var unknown = new HashSet<Guid>(ids);
        unknown.ExceptWith(known.Jobs.Select(job => job.Id));
        var deleted = 0;
        foreach (var job in unknown)
        {
            deleted += await objects.DeleteAsync(job, cancellationToken);
        }

        return deleted;
    }

    [LoggerMessage(1, LogLevel.Information, "Deleted {Count} objects of jobs that no longer exist")]
    private partial void LogSwept(int count);

    [LoggerMessage(2, LogLevel.Warning, "Sweep of orphaned objects failed and will be retried: {Reason}")]
    private partial void LogFailed(string reason);
}
