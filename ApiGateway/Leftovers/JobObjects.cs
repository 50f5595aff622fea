using Platform.ObjectStorage;
using Platform.ServiceDefaults.Resilience;

namespace Platform.ApiGateway.Leftovers;

/// <summary>Everything that storage holds of a job: its recording, its captions and what its steps kept.</summary>
internal sealed partial class JobObjects(IObjectStore storage, DependencyPipelines pipelines, TimeProvider time, ILogger<JobObjects> logger)
{
    /// <summary>First segments of the keys that have a job's id as their second.</summary>
    public static readonly string[] Roots = ["media/", "captions/", "work/"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>Deletes a job's objects.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">The storage is in trouble.</exception>
    public async Task<int> DeleteAsync(Guid job, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var root in Roots)
        {
            deleted += await pipelines.GetIdempotent("storage").ExecuteAsync(
                async token => await storage.DeletePrefixAsync($"{root}{job:D}/", token), cancellationToken);
        }

        return deleted;
    }

    /// <summary>The same for a job that its owner just deleted: whatever goes wrong is left to the next sweep.</summary>
    public async Task DeleteNowAsync(Guid job)
    {
        try
        {
            // Not the request's token: who hangs up after deleting still wants it deleted.
            using var limit = new CancellationTokenSource(s_patience, time);
            await DeleteAsync(job, limit.Token);
        }
#pragma warning disable CA1031 // The job is gone all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLeft(job, exception.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Objects of the deleted job {JobId} stay until the next sweep: {Reason}")]
    private partial void LogLeft(Guid jobId, string reason);
}
