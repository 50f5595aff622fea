using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ApiGateway.OrphanedObjects;

/// <summary>Deletes the objects of a job in storage: its recording, its captions and the results of its steps. Comments on it and invitations to it are deleted with them.</summary>
internal sealed partial class JobObjects(
    IObjectStore storage, IDbContextFactory<IdentityDb> databases, DependencyPipelines pipelines, TimeProvider time, ILogger<JobObjects> logger)
{
    /// <summary>The first segments of keys whose second segment is a job's id.</summary>
    public static readonly string[] Roots = ["media/", "captions/", "work/"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Deletes a job's objects.</summary>
    /// <returns>The number of deleted objects.</returns>
    /// <exception cref="IOException">The storage failed.</exception>
    public async Task<int> DeleteAsync(Guid job, CancellationToken cancellationToken)
    {
        // First: a job is found by its objects where this has to be tried again.
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.CaptionComments.Where(comment => comment.JobId == job).ExecuteDeleteAsync(cancellationToken);
            await db.JobEditors.Where(editor => editor.JobId == job).ExecuteDeleteAsync(cancellationToken);
        }

        var deleted = 0;
        foreach (var root in Roots)
        {
            deleted += await pipelines.GetIdempotent("storage").ExecuteAsync(
                async token => await storage.DeletePrefixAsync($"{root}{job:D}/", token), cancellationToken);
        }

        return deleted;
    }

    /// <summary>Deletes the objects of a job that was just deleted; failures are left to the next sweep.</summary>
    public async Task DeleteNowAsync(Guid job)
    {
        try
        {
            // Not the request's token: a client that disconnects after the request still wants the job deleted.
            using var limit = new CancellationTokenSource(s_patience, time);
            await DeleteAsync(job, limit.Token);
        }
#pragma warning disable CA1031 // The job is deleted in any case.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotDeleted(job, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Objects of deleted job {JobId} could not be deleted and stay until the next sweep: {Reason}")]
    private partial void LogNotDeleted(Guid jobId, string reason);
}
